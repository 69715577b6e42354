"""Imports between folders run one way, includes name the path from the root, and the namespace is the folder.

one_line_of_imports.py ROOT: prints each line that breaks a rule; exit status 1 when there is one.
"""
import pathlib
import re
import sys

# A folder may include itself and what stands in an earlier group; those of one group do not know each other.
GROUPS = [
    ["base"],
    ["rpc/security"],
    ["rpc"],
    ["calculator", "order", "route_guide", "chat/core"],
    ["chat/server", "chat/client"],
    ["conformance"],
    ["lessons"],
    ["tests"],
]
RANK = {folder: rank for rank, group in enumerate(GROUPS) for folder in group}
INCLUDE = re.compile(r'^#include "([^"]+)"')
NAMESPACE = re.compile(r"^namespace (workbook::[\w:]+) \{")


def folder_of(path):
    """The folder of GROUPS that `path` stands in; the longest that fits."""
    fitting = [folder for folder in RANK if path.startswith(folder + "/")]
    return max(fitting, key=len, default=None)


def namespace_of(path):
    """What the file's namespace has to be; all of tests/ has one."""
    folder = "tests" if path.startswith("tests/") else str(pathlib.PurePath(path).parent)
    return "workbook::" + folder.replace("/", "::")


def include_fault(root, path, included):
    """Why `path` must not include `included`; empty when it may."""
    is_ours = (root / included.split("/")[0]).is_dir() and "/" in included
    if not is_ours or included.endswith(".pb.h"):
        # Generated headers are included by their path below protos/; libraries by theirs.
        beside = (root / path).parent / included
        return "an include names the path from the root" if beside.exists() else ""
    own, other = folder_of(path), folder_of(included)
    if own == other or RANK[other] < RANK[own]:
        return ""
    return f"{own}/ may not include {other}/"


def faults(root):
    """Each fault as FILE:LINE: reason."""
    for folder in sorted({folder.split("/")[0] for folder in RANK}):
        for file in sorted((root / folder).rglob("*.[hc]*")):
            path = str(file.relative_to(root))
            if file.suffix not in (".h", ".cc"):
                continue
            for number, line in enumerate(file.read_text().splitlines(), 1):
                include = INCLUDE.match(line)
                reason = include_fault(root, path, include[1]) if include else ""
                namespace = NAMESPACE.match(line)
                if namespace and not (namespace[1] + "::").startswith(namespace_of(path) + "::"):
                    reason = f"the namespace is {namespace[1]}, not {namespace_of(path)}"
                if reason:
                    yield f"{path}:{number}: {reason}: {line}"


def main():
    found = list(faults(pathlib.Path(sys.argv[1])))
    print("\n".join(found) if found else "no fault")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
