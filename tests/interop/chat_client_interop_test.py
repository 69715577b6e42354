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


class Door:
    """What our client does, whichever contract the server speaks: with its standard input a pipe it
    says each line, prints what it hears and leaves once it has heard its own."""

    HEARD_AGAIN = []

    def setUp(self):
        self.room = chat_room.Room()

    def serve(self, announce=True):
        return self.enterContext(
            programs.python_server(
                self.SERVER.services(self.room, announce=announce, refused_name=REFUSED_NAME)))

    def run_client(self, address, said, *arguments):
        return programs.run_client(
            "chat_client", address, f"--door={self.DOOR}", *arguments, stdin=said)

    @contextlib.contextmanager
    def client(self, address, *arguments):
        """A client whose input stays open, in the room."""
        host, port = address.rsplit(":", 1)
        process = programs.start(
            "chat_client", "--host", host, "--port", port, f"--door={self.DOOR}", *arguments,
            stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            with programs.killed_after(process):
                self.room.wait_for_readers(1, programs.TIMEOUT)
                yield process
        finally:
            process.kill()
            process.communicate()

    def leave(self, process):
        """Ends the client's input and waits for its end: (exit status, stdout, stderr)."""
        out, err = process.communicate(timeout=programs.TIMEOUT)
        return process.returncode, out, err

    def test_says_each_line_and_leaves_once_it_heard_them(self):
        said = "".join(f"line {i}\n" for i in range(100))
        heard = "".join(f"Ann > line {i}\n" for i in range(100))
        self.assertEqual(self.run_client(self.serve(), said, "--id", "Ann"), (0, heard, ""))
        self.room.wait_for_readers(0, programs.TIMEOUT)

    def test_prints_what_others_say_and_cleans_it(self):
        with self.client(self.serve(), "--id", "Ann") as client:
            self.room.say("Bob\x1b[2J", "한글 \u202eabc\r\n\x9b31m")
            self.assertEqual(client.stdout.readline(),
                             "Bob\\x1B[2J > 한글 \\u{202E}abc\\x0D\\x0A\\x9B31m\n")
            self.assertEqual(self.leave(client), (0, "", ""))

    def test_says_text_of_any_script_byte_for_byte(self):
        self.assertEqual(self.run_client(self.serve(), "e\u0301 שלום 🫖\n", "--id", "앤"),
                         (0, "앤 > e\u0301 שלום 🫖\n", ""))

    def test_fails_when_its_name_is_refused(self):
        status, out, err = self.run_client(
            self.serve(), "hello\n", "--id", REFUSED_NAME)
        self.assertEqual((status, out), (1, ""))
        self.assertRegex(err, self.REFUSAL)

    def test_comes_back_when_its_stream_is_cut(self):
        with self.client(self.serve(), "--id", "Ann") as client:
            # What it prints shows that it knows itself to be in the room: a client that is thrown
            # out before that has failed to get in, and gives up.
            self.room.say("Bob", "welcome")
            self.assertEqual(client.stdout.readline(), "Bob > welcome\n")
            self.room.evict()
            self.assertRegex(client.stderr.readline(), r"lost the server .*thrown out")
            # Its own line tells that it is back: it says nothing while it is away.
            client.stdin.write("here again\n")
            client.stdin.flush()
            for line in [*self.HEARD_AGAIN, "Ann > here again\n"]:
                self.assertEqual(client.stdout.readline(), line)
            status, out, err = self.leave(client)
        self.assertEqual((status, out), (0, ""))
        self.assertEqual(err, "in the room\n")


class ChatProtoTest(Door, unittest.TestCase):
    DOOR = "chat_proto"
    SERVER = chat_proto_careful
    REFUSAL = r"\A[A-Z_]+: the server refused the id .nobody.\n\Z"

    def test_talks_to_a_server_that_does_not_say_when_a_reader_is_registered(self):
        status, out, _ = self.run_client(
            self.serve(announce=False), "hello\n", "--id", "Ann", "--timeout", "2")
        self.assertEqual((status, out), (0, "Ann > hello\n"))


class ChatTest(Door, unittest.TestCase):
    DOOR = "chat"
    SERVER = chat_careful
    REFUSAL = r"INVALID_ARGUMENT: another name, please\n"


class NoteTest(Door, unittest.TestCase):
    DOOR = "note"
    SERVER = note_careful
    REFUSAL = r"\AINVALID_ARGUMENT: another name, please\n\Z"
    HEARD_AGAIN = ["Bob > welcome\n"]  # the history, once more

    def test_prints_the_history_first(self):
        self.room.say("Bob", "before")
        self.assertEqual(self.run_client(self.serve(), "now\n", "--id", "Ann"),
                         (0, "Bob > before\nAnn > now\n", ""))


if __name__ == "__main__":
    unittest.main()
