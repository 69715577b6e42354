"""The judge against the Python servers: the careful ones pass, and those of the tutorials fail as listed.
The command line ends with the SERVICE and the VARIANT to judge."""

import sys
import unittest

import verdicts

SUBJECT = verdicts.Subject(*sys.argv[-2:])
OUT_OF_DATE = f"{SUBJECT.table} is out of date: cmake --build build --target verdicts"


class VerdictTest(unittest.TestCase):

    maxDiff = None

    def test_is_the_expected_one_and_its_table_is_up_to_date(self):
        chance = verdicts.chance_in(SUBJECT)
        flags = [] if SUBJECT.variant == "careful" else [f"--known-failing={SUBJECT.known_failing}"]
        if chance:
            flags.append("--filter=-" + ":".join(chance))
        status, table = verdicts.judge(SUBJECT, *flags)
        self.assertEqual(status, 0, table)

        expected, actual = SUBJECT.table.read_text(encoding="utf-8"), verdicts.without_list(table)
        if chance is not None:
            expected, actual = verdicts.lines_of(expected), verdicts.lines_of(actual)
            self.assertEqual(len(expected), len(actual) + len(chance), OUT_OF_DATE)
            expected = [line for line in expected if line in actual]
        self.assertEqual(expected, actual, OUT_OF_DATE)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:-2])
