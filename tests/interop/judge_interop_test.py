"""The judge and the Python servers: it finds no fault with the careful ones, and with those of the
tutorials just the known ones."""

import sys
import unittest

import verdicts


class Verdict:
    """Of the two servers of a SERVICE."""

    maxDiff = None

    def assert_up_to_date(self, subject, table):
        self.assertEqual(
            subject.table.read_text(encoding="utf-8"), table,
            f"{subject.table} is out of date: cmake --build build --target verdicts")

    def test_careful_server_has_no_fault(self):
        subject = verdicts.Subject(self.SERVICE, "careful")
        status, table = verdicts.judge(subject)
        self.assertEqual(status, 0, table)
        self.assert_up_to_date(subject, table)

    def test_tutorials_server_has_the_known_faults(self):
        subject = verdicts.Subject(self.SERVICE, "tutorial")
        status, table = verdicts.judge(subject, f"--known-failing={subject.known_failing}")
        self.assertEqual(status, 0, table)

    def test_table_of_the_tutorials_server_is_up_to_date(self):
        subject = verdicts.Subject(self.SERVICE, "tutorial")
        status, table = verdicts.judge(subject)
        self.assertEqual(status, 1, table)
        self.assert_up_to_date(subject, table)


def load_tests(*_):
    """The tests of the one service that the command line names."""
    service = sys.argv[-1]
    case = type(f"{service}_test", (Verdict, unittest.TestCase), {"SERVICE": service})
    return unittest.defaultTestLoader.loadTestsFromTestCase(case)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:-1])
