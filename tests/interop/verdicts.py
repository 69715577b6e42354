"""Judges the Python servers in servers/. As a program it rewrites the tables of docs/verdicts/, or those
of the programs on its command line: cmake --build build --target verdicts."""

import dataclasses
import re
import subprocess
import sys

import programs
import serving

FOLDER = serving.SOURCE / "docs" / "verdicts"
# The time limit of a hang; each behaviour has a limit of its own.
TIMEOUT = 300


@dataclasses.dataclass(frozen=True)
class Subject:
    """The judge's name of a service, and one of its two servers."""
    service: str
    variant: str

    @property
    def name(self):
        return self.service.replace("-", "_")

    @property
    def program(self):
        return f"{self.name}_{self.variant}"

    @property
    def table(self):
        """The file with the judge's table."""
        return FOLDER / f"{self.program}.txt"

    @property
    def known_failing(self):
        return serving.SOURCE / "tests" / "interop" / "known_failing" / f"{self.name}.txt"


# Each service, and the port in its table: the contract's default.
PORTS = {
    "calculator": 50050,
    "order": 50051,
    "route-guide": 50051,
    "chat-proto": 33333,
    "chat": 33333,
    "note": 11912,
    "room": 33333,
}
# The data that the servers serve by default.
DATA = {
    "order": ("--orders", serving.SOURCE / "order" / "orders.txtpb"),
    "route-guide": ("--features", serving.SOURCE / "route_guide" / "features.json"),
}
SUBJECTS = [
    Subject(service, variant) for service in PORTS for variant in ("careful", "tutorial")
    if (service, variant) != ("room", "tutorial")]  # its contract is our own: there is no tutorial
# With a tutorial's server, the verdict on these depends on chance: on which busy loop gets a message
# first, and on whether the busy loops let a call finish in time. For a service with an entry, other
# details depend on chance as well: percentages, and the message that a reader missed.
CHANCE = {
    "route-guide": (),
    "chat-proto": ("DeliversMessagesToAReader", "DeliversASendersOwnMessages",
                   "PassesOnTextByteForByte", "RefusesTextThatIsNoUtf8",
                   "DoesNotTellWhatHasNoOwner", "TellsALateReaderWhatItLikes",
                   "DoesAsItLikesWithAnEmptyText"),
    "chat": ("TellsEveryReaderEverythingInOrder", "TellsAllInOneOrder",
             "LetsNobodyWaitForAReaderThatDoesNotRead", "LeavesNoGapWhenAReaderJoins",
             "GoesOnWhenReadersLeave"),
    "note": ("TellsEveryReaderEverythingInOrder", "TellsAllInOneOrder",
             "LetsNobodyWaitForAReaderThatDoesNotRead", "LeavesNoGapWhenAReaderJoins",
             "GoesOnWhenReadersLeave"),
}


def chance_in(subject):
    """The names whose verdict depends on chance; None when nothing does."""
    return CHANCE.get(subject.service) if subject.variant == "tutorial" else None


def judge(subject, *flags):
    """Starts a server and judges it: (exit status, table)."""
    # What a tutorial's server does not do at once it never does: waiting much longer than the calls'
    # deadlines of 5 s gains nothing.
    timeout = 8 if subject.variant == "tutorial" else 30
    with programs.python_program(subject.program) as address:
        done = subprocess.run(
            [f"{programs.BIN}/judge", subject.service, "--target", address,
             "--timeout", str(timeout), *map(str, DATA.get(subject.service, ())), *flags],
            stdout=subprocess.PIPE, encoding="utf-8", timeout=TIMEOUT, check=False)
    return done.returncode, re.sub(
        r"\A(.* at 127\.0\.0\.1:)\d+", rf"\g<1>{PORTS[subject.service]}", done.stdout)


def without_list(table):
    """Turns a table made with --known-failing, where all fail as listed, into one made without it."""
    return re.sub(r"(?m)^  known ", "  FAIL  ", table).replace(" fail as listed", " fail")


def lines_of(table):
    """The line of each behaviour, without details."""
    return re.findall(r"(?m)^  (?:pass|FAIL|note|skip) .*$", table)


def main():
    FOLDER.mkdir(exist_ok=True)
    wanted = sys.argv[1:]
    for subject in (one for one in SUBJECTS if not wanted or one.program in wanted):
        status, table = judge(subject)
        if status not in (0, 1):
            sys.exit(f"judge ended with {status}")
        subject.table.write_text(table, encoding="utf-8")
        print(f"{subject.table}: {table.splitlines()[-1]}")


if __name__ == "__main__":
    main()
