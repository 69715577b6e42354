#!/usr/bin/env python3
"""Checks that every program in a folder is hardened for a network: loaded at a random address, with
read-only tables and stack canaries.

Usage: hardening_test.py FOLDER
"""

import pathlib
import re
import subprocess
import sys

# What readelf must print for each, and why.
REQUIREMENTS = {
    "PIE": r"Type:\s+DYN \(Position-Independent Executable",  # loaded at a random address
    "RELRO": r"\bGNU_RELRO\b",  # its tables become read-only ...
    "NOW": r"\(FLAGS_1\).*\bNOW\b",  # ... all of them, before main
    "canary": r"\b__stack_chk_fail\b",  # a smashed stack ends the process
}


def missing(program):
    output = subprocess.run(
        ["readelf", "--wide", "--file-header", "--program-headers", "--dynamic", "--dyn-syms",
         program], capture_output=True, check=True, encoding="utf-8").stdout
    return [name for name, pattern in REQUIREMENTS.items() if not re.search(pattern, output)]


def main():
    programs = sorted(path for path in pathlib.Path(sys.argv[1]).iterdir() if path.is_file())
    failed = not programs
    for program in programs:
        absent = missing(program)
        print(f"{program.name}: {'lacks ' + ', '.join(absent) if absent else 'hardened'}")
        failed = failed or bool(absent)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
