"""The Python servers as programs: they start on a free port and stop on SIGTERM, and our clients call
them."""

import contextlib
import glob
import os
import subprocess
import sys
import unittest

import order_careful
import programs
import serving

PROGRAMS = sorted(
    os.path.basename(path)[:-len(".py")]
    for variant in ("careful", "tutorial")
    for path in glob.glob(os.path.join(os.path.dirname(serving.__file__), f"*_{variant}.py")))


class ProgramTest(unittest.TestCase):

    def test_is_found(self):
        self.assertIn("calculator_careful", PROGRAMS)
        self.assertIn("note_tutorial", PROGRAMS)
        self.assertIn("room_careful", PROGRAMS)

    def test_starts_and_stops_on_sigterm(self):
        with contextlib.ExitStack() as servers:
            for name in PROGRAMS:
                address = servers.enter_context(programs.python_program(name))
                self.assertRegex(address, r"\A127\.0\.0\.1:\d+\Z")

    def test_refuses_a_port_in_use(self):
        with programs.python_program("calculator_careful") as address:
            done = subprocess.run(
                [sys.executable, "-B",
                 os.path.join(os.path.dirname(serving.__file__), "calculator_careful.py"),
                 "--port", address.rsplit(":", 1)[1]],
                capture_output=True, encoding="utf-8", timeout=programs.TIMEOUT, check=False)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertRegex(done.stderr, r"(?m)^calculator_careful: ")


class ChatTutorialTest(unittest.TestCase):
    """Even these servers serve a single reader correctly."""

    def run_client(self, name, contract):
        with programs.python_program(name) as address:
            return programs.run_client("chat_client", address, f"--contract={contract}", "--id", "Ann",
                                       "--timeout", "2", stdin="hello\n")

    def test_our_client_works_with_the_first_tutorials_server(self):
        status, out, _ = self.run_client("chat_proto_tutorial", "chat_proto")
        self.assertEqual((status, out), (0, "Ann > hello\n"))

    def test_our_client_works_with_the_second_tutorials_server(self):
        status, out, _ = self.run_client("chat_tutorial", "chat")
        self.assertEqual((status, out), (0, "Ann > hello\n"))

    def test_our_client_works_with_the_server_that_keeps_all_notes(self):
        status, out, _ = self.run_client("note_tutorial", "note")
        self.assertEqual((status, out), (0, "Ann > hello\n"))


class QuotedTest(unittest.TestCase):

    def test_keeps_every_script_and_no_control_character(self):
        self.assertEqual(order_careful.quoted("e\u0301 שלום 주문 🫖"), '"e\u0301 שלום 주문 🫖"')
        self.assertEqual(order_careful.quoted("a\n\x1b[31m\x7f\x9b"), r'"a\x0a\x1b[31m\x7f\x9b"')

    def test_truncates_long_text(self):
        self.assertEqual(order_careful.quoted("주" * 201), f'"{"주" * 200}"... (201 characters)')


if __name__ == "__main__":
    unittest.main()
