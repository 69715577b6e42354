#!/usr/bin/env python3
"""Checks that domain sources are free of gRPC, in what they include and in what that includes.

Usage: domain_is_free_of_grpc.py compile_commands.json SOURCE...
"""

import json
import pathlib
import re
import shlex
import subprocess
import sys

IN_A_GROUP = re.compile(r'^#include "(.*)"$', re.MULTILINE)
# As installed, so that a clone may stand in a folder of any name.
GRPC = re.compile(r"/include/grpc(pp|\+\+)?/|\.grpc\.pb\.h$")


def headers(entry):
    """All that the compiler reads for one entry of the compilation database."""
    words = shlex.split(entry["command"])
    command = []
    while words:
        word = words.pop(0)
        if word in ("-o", "-MF", "-MT", "-MQ", "-include"):  # -include: precompiled headers
            words.pop(0)
        elif word not in ("-c", "-MD", "-MMD") and not word.endswith("ccache"):
            command.append(word)
    rule = subprocess.run(command + ["-M"], cwd=entry["directory"], check=True,
                          capture_output=True, text=True).stdout
    return rule.replace("\\\n", " ").split(":", 1)[1].split()


def entry_of_each_source(database):
    """The preset dev compiles some sources in groups: a file that includes them stands for each."""
    entries = {}
    for entry in json.loads(pathlib.Path(database).read_text(encoding="utf-8")):
        group = pathlib.Path(entry["file"])
        sources = IN_A_GROUP.findall(group.read_text(encoding="utf-8")) if group.suffix == ".cxx" else [entry["file"]]
        entries.update(dict.fromkeys(sources, entry))
    return entries


def main():
    entries = entry_of_each_source(sys.argv[1])
    failed = False
    for source in sys.argv[2:]:
        found = [path for path in headers(entries[source]) if GRPC.search(path)]
        print(f"{source}: {'includes ' + found[0] if found else 'free of gRPC'}")
        failed = failed or bool(found)
    return 1 if failed or len(sys.argv) < 3 else 0


if __name__ == "__main__":
    sys.exit(main())
