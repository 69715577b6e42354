#!/usr/bin/env python3
"""Says whether every program in a folder is built as one that faces a network should be: at an address
that is random, with tables that nobody can write to, and with canaries on its stack.

Usage: hardening_test.py FOLDER
"""

import pathlib
import re
import subprocess
import sys

# What readelf has to say of each, and why.
DEMANDS = {
    "PIE": r"Type:\s+DYN \(Position-Independent Executable",  # loaded at a random address
    "RELRO": r"\bGNU_RELRO\b",  # its tables become read-only ...
    "NOW": r"\(FLAGS_1\).*\bNOW\b",  # ... all of them, before main
    "canary": r"\b__stack_chk_fail\b",  # a smashed stack ends the process
}


def missing(program):
    said = subprocess.run(
        ["readelf", "--wide", "--file-header", "--program-headers", "--dynamic", "--dyn-syms",
         program], capture_output=True, check=True, encoding="utf-8").stdout
    return [name for name, pattern in DEMANDS.items() if not re.search(pattern, said)]


def main():
    programs = sorted(path for path in pathlib.Path(sys.argv[1]).iterdir() if path.is_file())
    failed = not programs
    for program in programs:
        lacks = missing(program)
        print(f"{program.name}: {'lacks ' + ', '.join(lacks) if lacks else 'hardened'}")
        failed = failed or bool(lacks)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
