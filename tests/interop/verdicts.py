"""What the judge says of the Python servers in servers/. Run as a program it writes the tables of
docs/verdicts/ anew, or those of the programs that the command line names: cmake --build build
--target verdicts."""

import dataclasses
import re
import subprocess
import sys

import programs
import serving

FOLDER = serving.SOURCE / "docs" / "verdicts"
# Only there to end a hang: each behaviour has a bound of its own.
PATIENCE = 300


@dataclasses.dataclass(frozen=True)
class Subject:
    """A service as the judge calls it, and one of its two servers."""
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
        """The file that shows what the judge says."""
        return FOLDER / f"{self.program}.txt"

    @property
    def known_failing(self):
        return serving.SOURCE / "tests" / "interop" / "known_failing" / f"{self.name}.txt"


# Each service, and the port that its table shows: the contract's own.
PORTS = {
    "calculator": 50050,
    "order": 50051,
    "route-guide": 50051,
    "chat-proto": 33333,
    "chat": 33333,
    "note": 11912,
    "room": 33333,
}
# What the servers serve unless they are told otherwise.
DATA = {
    "order": ("--orders", serving.SOURCE / "order" / "orders.txtpb"),
    "route-guide": ("--features", serving.SOURCE / "route_guide" / "features.json"),
}
SUBJECTS = [
    Subject(service, variant) for service in PORTS for variant in ("careful", "tutorial")
    if (service, variant) != ("room", "tutorial")]  # its contract is our own: there is no tutorial
# What becomes of these with a tutorial's server is chance: whose busy loop is the first to have a
# message, and whether so many busy loops let a call pass in time. Where there is an entry, other
# details are chance too: percentages, and the word that a reader did not hear.
CHANCE = {
    "route-guide": (),
    "chat-proto": ("TellsAReaderWhatIsSaid", "TellsASpeakerItsOwnWords", "PassesOnTextByteForByte",
                   "RefusesTextThatIsNoUtf8", "DoesNotTellWhatHasNoOwner", "TellsALateReaderWhatItLikes",
                   "DoesAsItLikesWithAnEmptyText"),
    "chat": ("TellsEveryReaderEverythingInOrder", "TellsAllInOneOrder",
             "LetsNobodyWaitForAReaderThatDoesNotRead", "LeavesNoGapWhenAReaderJoins",
             "GoesOnWhenReadersLeave"),
    "note": ("TellsEveryReaderEverythingInOrder", "TellsAllInOneOrder",
             "LetsNobodyWaitForAReaderThatDoesNotRead", "LeavesNoGapWhenAReaderJoins",
             "GoesOnWhenReadersLeave"),
}


def chance_in(subject):
    """The names that are left to chance; None when all is certain."""
    return CHANCE.get(subject.service) if subject.variant == "tutorial" else None


def judge(subject, *flags):
    """Judges a server that was just started: (exit status, table)."""
    # What a tutorial's server does not do at once it never does: not even the end of the calls'
    # deadlines of 5 s is worth waiting for long.
    timeout = 8 if subject.variant == "tutorial" else 30
    with programs.python_program(subject.program) as address:
        done = subprocess.run(
            [f"{programs.BIN}/judge", subject.service, "--target", address,
             "--timeout", str(timeout), *map(str, DATA.get(subject.service, ())), *flags],
            stdout=subprocess.PIPE, encoding="utf-8", timeout=PATIENCE, check=False)
    return done.returncode, re.sub(
        r"\A(.* at 127\.0\.0\.1:)\d+", rf"\g<1>{PORTS[subject.service]}", done.stdout)


def without_list(table):
    """A table that was made with --known-failing, as it would be without: when all fail as listed."""
    return re.sub(r"(?m)^  known ", "  FAIL  ", table).replace(" fail as listed", " fail")


def lines_of(table):
    """A line for each behaviour, and nothing of what came."""
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
