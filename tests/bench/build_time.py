#!/usr/bin/env python3
"""Measures how long a newcomer compiles, from fresh clones and without ccache.

    tests/bench/build_time.py [--folder DIR] [--only STEP[,STEP]] [REF]...

For each REF (a commit, branch or tag; default: HEAD) it clones this repository into DIR and prints the
wall time and the processor time (user and system, of all processes) of four steps:

    verdict      ./workbook start unary_method, then check unary_method: the first verdict
    edit         an edit of that exercise to its verdict; the median of five
    demo         ./workbook demo: all programs, in a second clone
    everything   demo, and then ./workbook build: all programs and tests

With several REFs the last column is the processor time as a ratio of the first REF's. A ratio carries over
to another machine; a time does not. Other work on the machine makes the same step some 15 % dearer.
"""
import argparse
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

STEPS = ("verdict", "edit", "demo", "everything")
ROOT = pathlib.Path(__file__).resolve().parents[2]
ENVIRONMENT = {**os.environ, "CCACHE_DISABLE": "1"}


def cpu_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(folder, *command, expect=(0,)):
    """Wall and processor seconds of one command. Ends the program when the command fails."""
    wall, cpu = time.monotonic(), cpu_seconds()
    done = subprocess.run(command, cwd=folder, env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode not in expect:
        sys.exit(f"build_time: {' '.join(map(str, command))} in {folder}: exit status {done.returncode}\n{done.stdout[-3000:]}")
    return time.monotonic() - wall, cpu_seconds() - cpu


def add(*times):
    return tuple(map(sum, zip(*times)))


def edit_to_verdict(clone):
    """One edit of the exercise of unary_method, and its check."""
    with (clone / "lessons/unary_method/exercise.cc").open("a") as exercise:
        exercise.write(f"extern const long edited_at_{time.time_ns()};\n")
    return run(clone, clone / "build/bin/workbook", "check", "unary_method", expect=(1,))


def measure(ref, folder, wanted):
    """(step, wall, cpu) of each wanted step, as soon as it is measured."""

    def clone(name):
        target = folder / name
        subprocess.run(["git", "clone", "--quiet", "--shared", ROOT, target], check=True)
        subprocess.run(["git", "checkout", "--quiet", "--detach", ref], cwd=target, check=True)
        return target

    if wanted & {"verdict", "edit"}:
        newcomer = clone("verdict")
        start = run(newcomer, "./workbook", "start", "unary_method")
        # The starter fails: that is the first verdict.
        check = run(newcomer, "./workbook", "check", "unary_method", expect=(1,))
        yield "verdict", *add(start, check)
        if "edit" in wanted:
            edits = [edit_to_verdict(newcomer) for _ in range(5)]
            yield "edit", *map(statistics.median, zip(*edits))
    if wanted & {"demo", "everything"}:
        whole = clone("demo")
        demo = run(whole, "./workbook", "demo")
        yield "demo", *demo
        if "everything" in wanted:
            yield "everything", *add(demo, run(whole, "./workbook", "build"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], epilog="Example: build_time.py main~10 main")
    parser.add_argument("refs", nargs="*", default=["HEAD"], metavar="REF")
    parser.add_argument("--folder", type=pathlib.Path, help="where the clones go; removed afterwards")
    parser.add_argument("--only", default=",".join(STEPS), help=f"some of {', '.join(STEPS)}")
    flags = parser.parse_args()
    wanted = set(flags.only.split(","))
    if wanted - set(STEPS):
        parser.error(f"--only: unknown step {', '.join(sorted(wanted - set(STEPS)))}; there are {', '.join(STEPS)}")

    # Names are resolved here: a clone has no local branches of this repository.
    commits = [subprocess.run(["git", "rev-parse", "--verify", f"{ref}^{{commit}}"], cwd=ROOT, check=True,
                              capture_output=True, text=True).stdout.strip() for ref in flags.refs]
    first = {}
    print(f"{'':22} {'wall':>8} {'CPU':>8}  ratio")
    for name, ref in zip(flags.refs, commits):
        with tempfile.TemporaryDirectory(dir=flags.folder, prefix="build_time.") as folder:
            for step, wall, cpu in measure(ref, pathlib.Path(folder), wanted):
                ratio = cpu / first.setdefault(step, cpu)
                print(f"{name[:10]:10} {step:11} {wall:6.1f} s {cpu:6.1f} s  {ratio:5.2f}", flush=True)


if __name__ == "__main__":
    main()
