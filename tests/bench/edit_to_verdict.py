#!/usr/bin/env python3
"""Measures how long a learner waits: edits each exercise and runs `workbook check`.

    tests/bench/edit_to_verdict.py build/bin/workbook [TOPIC...]

Prints wall time and processor time for the starter and the solution; afterwards restores the exercises
and progress.txtpb. Builds the dependencies of an exercise before it starts the clock.
"""
import pathlib
import resource
import statistics
import subprocess
import sys
import time

workbook = pathlib.Path(sys.argv[1]).resolve()
root = pathlib.Path(__file__).resolve().parents[2]


def check(topic):
    """Wall and processor seconds of one check."""

    def cpu():
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    wall, before = time.monotonic(), cpu()
    subprocess.run([workbook, "check", topic], stdout=subprocess.DEVNULL, check=False)
    return time.monotonic() - wall, cpu() - before


def measure(lesson, source):
    exercise = lesson / "exercise.cc"
    before = exercise.read_text() if exercise.exists() else None
    try:
        check(lesson.name)
        # A new declaration each time, so that no compiler cache has it.
        exercise.write_text(f"{source}\nextern const long edited_at_{time.time_ns()};\n")
        return check(lesson.name)
    finally:
        if before is None:
            exercise.unlink(missing_ok=True)
        else:
            exercise.write_text(before)


def main():
    progress = root / "progress.txtpb"
    kept = progress.read_text() if progress.exists() else None
    wanted = sys.argv[2:]
    rows = []
    print("lesson                     starter: wall   CPU   solution: wall   CPU")
    order = (root / "lessons" / "order.txt").read_text().splitlines()
    for topic in [line.split()[0] for line in order if line.startswith(" ")]:
        if wanted and topic not in wanted:
            continue
        lesson = root / "lessons" / topic
        starter = measure(lesson, (lesson / "starter.cc").read_text())
        solution = measure(lesson, (lesson / "solution.cc").read_text())
        rows.append((*starter, *solution))
        print("%-30s %6.2f s %4.2f s      %6.2f s %4.2f s" % (lesson.name, *rows[-1]), flush=True)
    print("%-30s %6.2f s %4.2f s      %6.2f s %4.2f s" %
          ("median of %d" % len(rows), *map(statistics.median, zip(*rows))))
    if kept is None:
        progress.unlink(missing_ok=True)
    else:
        progress.write_text(kept)


main()
