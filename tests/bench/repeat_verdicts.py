#!/usr/bin/env python3
"""Runs the lessons' programs many times on a loaded machine, and reports verdicts that vary.

    tests/bench/repeat_verdicts.py [--build build] [--runs 200] [--loops 4] [--jobs 2] [--only 27,29/solution]

Each program (solution, starter, mistake) is judged as `./workbook check` judges it, time limit included. A
verdict is the set of failed behaviours, and of those that failed without an assertion. Beside the programs run
as many busy loops as --loops says. Prints each program that got different verdicts, with how many times it got
which; exit status 1 when there is one.

The programs have to be built: cmake --build --preset dev --target solutions lesson_proofs
"""
import argparse
import collections
import concurrent.futures
import contextlib
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

BUSY_LOOP = "import os\nparent = os.getppid()\nwhile os.getppid() == parent:\n  for _ in range(10**6): pass"
OUTCOME = re.compile(r"^(\w+): OUTCOME_(\w+) ", re.MULTILINE)
SUMMARY = re.compile(r"^\d+ of (\d+) failed, (\d+) of them without an assertion$", re.MULTILINE)


@contextlib.contextmanager
def busy_loops(count):
    loops = [subprocess.Popen([sys.executable, "-c", BUSY_LOOP]) for _ in range(count)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def verdict(build, program):
    """The verdict in words, and the seconds that it took."""
    start = time.monotonic()
    # Its exit status is that of a mistake: 0 when a behaviour failed, all by an assertion.
    run = subprocess.run(
        [build / "bin/expect_failure", program], capture_output=True, text=True, errors="replace", check=False)
    took = time.monotonic() - start
    summary = SUMMARY.search(run.stdout)
    if summary is None:
        return f"no verdict: {(run.stderr or run.stdout).strip()}", took
    failed = sorted(name for name, outcome in OUTCOME.findall(run.stdout) if outcome != "PASSED")
    words = "failed " + " ".join(failed) if failed else "passed"
    if summary[2] != "0":
        words += f" ({summary[2]} without an assertion)"
    return words, took


def programs(lessons, only):
    """The programs to run, as paths below `lessons`: honest_gap/solution."""
    found = sorted(path.relative_to(lessons) for path in lessons.glob("*/*") if os.access(path, os.X_OK))
    if not only:
        return found
    wanted = [entry.partition("/") for entry in only.split(",")]
    return [
        path for path in found
        if any(path.parent.name.startswith(number) and name in ("", path.name) for number, _, name in wanted)
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build"), help="build folder (build)")
    parser.add_argument("--runs", type=int, default=200, help="how often each program runs (200)")
    parser.add_argument("--loops", type=int, default=4, help="busy loops beside them (4)")
    parser.add_argument("--jobs", type=int, default=2, help="programs that run at the same time (2)")
    parser.add_argument("--only", default="", help="27,29/solution: these lessons, or one program of a lesson")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # ends the busy loops

    build = arguments.build.resolve()
    lessons = build / "bin/lessons"
    chosen = programs(lessons, arguments.only)
    if not chosen or not (build / "bin/expect_failure").exists():
        parser.error(f"nothing to run in {lessons}: build the targets solutions and lesson_proofs")

    verdicts = {program: collections.Counter() for program in chosen}
    longest = dict.fromkeys(chosen, 0.0)
    with busy_loops(arguments.loops), concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        runs = {}
        for _ in range(arguments.runs):
            for program in chosen:
                runs[pool.submit(verdict, build, lessons / program)] = program
        try:
            for done in concurrent.futures.as_completed(runs):
                words, took = done.result()
                verdicts[runs[done]][words] += 1
                longest[runs[done]] = max(longest[runs[done]], took)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    vary = [program for program in chosen if len(verdicts[program]) > 1]
    for program in vary:
        print(program)
        for words, count in verdicts[program].most_common():
            print(f"  {count:4} times {words}")
    slowest = max(chosen, key=longest.get)
    print(f"{len(chosen)} programs, {arguments.runs} runs each beside {arguments.loops} busy loops: "
          f"{len(vary)} with varying verdicts; the longest run: {slowest}, {longest[slowest]:.1f} s")
    return 1 if vary else 0


if __name__ == "__main__":
    sys.exit(main())
