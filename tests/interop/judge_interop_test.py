"""The judge and the Python servers: it finds no fault with the careful ones, and with those of the
tutorials just the known ones. The command line ends with the SERVICE and the VARIANT to judge."""

import sys
import unittest

import verdicts

SUBJECT = verdicts.Subject(*sys.argv[-2:])


class VerdictTest(unittest.TestCase):

    maxDiff = None

    def setUp(self):
        flags = [] if SUBJECT.variant == "careful" else [f"--known-failing={SUBJECT.known_failing}"]
        self.status, self.table = verdicts.judge(SUBJECT, *flags)

    def test_is_the_expected_one_and_its_table_is_up_to_date(self):
        self.assertEqual(self.status, 0, self.table)
        self.assertEqual(
            SUBJECT.table.read_text(encoding="utf-8"), verdicts.without_list(self.table),
            f"{SUBJECT.table} is out of date: cmake --build build --target verdicts")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:-2])
