"""Our chat client talks to each tutorial's chat, served from Python."""

import contextlib
import subprocess
import unittest

import chat_careful
import chat_proto_careful
import chat_room
import note_careful
import programs

REFUSED_NAME = "nobody"


class ContractTests:
    """What our client does with every contract: with a pipe as its standard input it sends each
    line, prints the messages it receives, and ends once its own have come back."""

    RECEIVED_AGAIN = []

    def setUp(self):
        self.room = chat_room.Room()

    def serve(self, announce=True):
        return self.enterContext(
            programs.python_server(
                self.SERVER.services(self.room, announce=announce, refused_name=REFUSED_NAME)))

    def run_client(self, address, sent, *arguments):
        return programs.run_client(
            "chat_client", address, f"--contract={self.CONTRACT}", *arguments, stdin=sent)

    @contextlib.contextmanager
    def client(self, address, *arguments):
        """A client whose input stays open, in the room."""
        host, port = address.rsplit(":", 1)
        process = programs.start(
            "chat_client", "--host", host, "--port", port, f"--contract={self.CONTRACT}",
            *arguments, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            with programs.killed_after(process):
                self.room.wait_for_readers(1, programs.TIMEOUT)
                yield process
        finally:
            process.kill()
            process.communicate()

    def end(self, process):
        """Ends the client's input and waits for its end: (exit status, stdout, stderr)."""
        out, err = process.communicate(timeout=programs.TIMEOUT)
        return process.returncode, out, err

    def test_sends_each_line_and_ends_once_they_have_come_back(self):
        sent = "".join(f"line {i}\n" for i in range(100))
        received = "".join(f"Ann > line {i}\n" for i in range(100))
        self.assertEqual(self.run_client(self.serve(), sent, "--id", "Ann"), (0, received, ""))
        self.room.wait_for_readers(0, programs.TIMEOUT)

    def test_prints_others_messages_with_control_characters_escaped(self):
        with self.client(self.serve(), "--id", "Ann") as client:
            self.room.send("Bob\x1b[2J", "한글 \u202eabc\r\n\x9b31m")
            self.assertEqual(client.stdout.readline(),
                             "Bob\\x1B[2J > 한글 \\u{202E}abc\\x0D\\x0A\\x9B31m\n")
            self.assertEqual(self.end(client), (0, "", ""))

    def test_sends_text_of_any_script_byte_for_byte(self):
        self.assertEqual(self.run_client(self.serve(), "e\u0301 שלום 🫖\n", "--id", "앤"),
                         (0, "앤 > e\u0301 שלום 🫖\n", ""))

    def test_fails_when_its_name_is_refused(self):
        status, out, err = self.run_client(
            self.serve(), "hello\n", "--id", REFUSED_NAME)
        self.assertEqual((status, out), (1, ""))
        self.assertRegex(err, self.REFUSAL)

    def test_reconnects_when_its_stream_ends(self):
        with self.client(self.serve(), "--id", "Ann") as client:
            # The printed line proves that the client has joined: when the server ends its stream
            # before that, the join has failed, and the client gives up.
            self.room.send("Bob", "welcome")
            self.assertEqual(client.stdout.readline(), "Bob > welcome\n")
            self.room.evict()
            self.assertRegex(client.stderr.readline(), r"lost the server .*thrown out")
            # Its own line proves that it has reconnected: it sends nothing while it is offline.
            client.stdin.write("here again\n")
            client.stdin.flush()
            for line in [*self.RECEIVED_AGAIN, "Ann > here again\n"]:
                self.assertEqual(client.stdout.readline(), line)
            status, out, err = self.end(client)
        self.assertEqual((status, out), (0, ""))
        self.assertEqual(err, "in the room\n")


class ChatProtoTest(ContractTests, unittest.TestCase):
    CONTRACT = "chat_proto"
    SERVER = chat_proto_careful
    REFUSAL = r"\A[A-Z_]+: the server refused the id .nobody.\n\Z"

    def test_works_with_a_server_that_sends_no_initial_metadata(self):
        status, out, _ = self.run_client(
            self.serve(announce=False), "hello\n", "--id", "Ann", "--timeout", "2")
        self.assertEqual((status, out), (0, "Ann > hello\n"))


class ChatTest(ContractTests, unittest.TestCase):
    CONTRACT = "chat"
    SERVER = chat_careful
    REFUSAL = r"INVALID_ARGUMENT: another name, please\n"


class NoteTest(ContractTests, unittest.TestCase):
    CONTRACT = "note"
    SERVER = note_careful
    REFUSAL = r"\AINVALID_ARGUMENT: another name, please\n\Z"
    RECEIVED_AGAIN = ["Bob > welcome\n"]  # the history, once more

    def test_prints_the_history_first(self):
        self.room.send("Bob", "before")
        self.assertEqual(self.run_client(self.serve(), "now\n", "--id", "Ann"),
                         (0, "Bob > before\nAnn > now\n", ""))


if __name__ == "__main__":
    unittest.main()
