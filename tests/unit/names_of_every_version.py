"""Sources use no name that a newer version of a library deprecates or lacks, where the house has one for all.

names_of_every_version.py ROOT: prints each line that uses one; exit status 1 when there is one. A compiler says so
too, but only where that version is installed.
"""
import pathlib
import re
import sys

# The name, what to use, and the only files that may know it.
NAMES = [
    (r"absl::(Reader|Writer)?MutexLock\b", "base::MutexLock", ["base/mutex.h"]),
    (r"\.GetLocation\(", "base::LineOf", ["base/text_format.cc"]),
    (r"\bShortDebugString\(", "base::ToOneLine", []),
    (r"\b(SetLogHandler|LogSilencer)\b", "tests/support/quiet_protobuf.h", ["tests/support/quiet_protobuf.h", "rpc/log.cc"]),
    (r"\bgpr_set_log_function\b", "rpc/log.h", ["rpc/log.cc"]),
]
FOLDERS = ["base", "calculator", "chat", "conformance", "lessons", "order", "route_guide", "rpc", "tests"]


def faults(root):
    """Each fault as FILE:LINE: reason."""
    for folder in FOLDERS:
        for file in sorted((root / folder).rglob("*")):
            path = str(file.relative_to(root))
            if file.suffix not in (".h", ".cc", ".patch"):
                continue
            for number, line in enumerate(file.read_text().splitlines(), 1):
                if line.startswith("-") and file.suffix == ".patch":
                    continue
                for name, instead, owners in NAMES:
                    if path not in owners and re.search(name, line):
                        yield f"{path}:{number}: use {instead}: {line.strip()}"


def main():
    found = list(faults(pathlib.Path(sys.argv[1])))
    print("\n".join(found) if found else "no fault")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
