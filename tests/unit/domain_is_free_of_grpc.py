#!/usr/bin/env python3
"""Says whether domain sources are free of gRPC, in what they include and in what that includes.

Usage: domain_is_free_of_grpc.py compile_commands.json SOURCE...
"""

import json
import re
import shlex
import subprocess
import sys

# As installed, so that a clone may stand in a folder of any name.
GRPC = re.compile(r"/include/grpc(pp|\+\+)?/|\.grpc\.pb\.h$")


def headers(entry):
    """All that the compiler reads for one entry of the compilation database."""
    words = shlex.split(entry["command"])
    command = []
    while words:
        word = words.pop(0)
        if word in ("-o", "-MF", "-MT", "-MQ"):
            words.pop(0)
        elif word not in ("-c", "-MD", "-MMD") and not word.endswith("ccache"):
            command.append(word)
    rule = subprocess.run(command + ["-M"], cwd=entry["directory"], check=True,
                          capture_output=True, text=True).stdout
    return rule.replace("\\\n", " ").split(":", 1)[1].split()


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        entries = {entry["file"]: entry for entry in json.load(file)}
    failed = False
    for source in sys.argv[2:]:
        found = [path for path in headers(entries[source]) if GRPC.search(path)]
        print(f"{source}: {'includes ' + found[0] if found else 'free of gRPC'}")
        failed = failed or bool(found)
    return 1 if failed or len(sys.argv) < 3 else 0


if __name__ == "__main__":
    sys.exit(main())
