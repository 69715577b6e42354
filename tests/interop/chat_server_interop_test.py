"""grpcio talks through each of our chat server's doors."""

import unittest

import grpc

import chat_message_pb2 as chat_proto
import programs
from chat_doors import DOORS, ChatDoor, ChatProtoDoor, NoteDoor, Reader

MAX_TEXT_BYTES = 16 * 1024


class PythonClientTest(unittest.TestCase):

    def setUp(self):
        self.address = self.enterContext(programs.server("chat_server"))

    def enter(self, door):
        """Comes in through `door`, on a connection of its own."""
        return door(self.enterContext(programs.channel(self.address)))

    def code_of(self, function, *arguments):
        with self.assertRaises(grpc.RpcError) as failure:
            function(*arguments)
        return failure.exception.code()

    def test_says_on_one_door_what_is_heard_on_all(self):
        readers = [Reader(self.enter(door)) for door in DOORS]
        for door in DOORS:
            self.enter(door).say("Ann", f"through {door.name}")
        expected = [("Ann", f"through {door.name}") for door in DOORS]
        for reader in readers:
            self.assertEqual(reader.hear(3), expected)

    def test_hears_everything_in_the_order_that_all_others_hear(self):
        readers = [Reader(self.enter(door)) for door in DOORS * 2]
        # Three speakers at once: futures, so that none waits for another.
        first, third = self.enter(ChatProtoDoor), self.enter(NoteDoor)
        ours = [("Bo", f"streamed {i}") for i in range(50)]
        calls = []
        for i in range(50):
            text = chat_proto.Text(owner="Al", msg=f"sent {i}")
            calls.append(first.send.future(
                chat_proto.ChatRequest(cmsg=chat_proto.ChatMessage(text=text)),
                timeout=programs.TIMEOUT))
        self.enter(ChatDoor).say_all(ours)
        for i in range(50):
            third.say("Cy", f"noted {i}")
        for call in calls:
            self.assertTrue(call.result().success)

        heard = [reader.hear(150) for reader in readers]
        for other in heard[1:]:
            self.assertEqual(other, heard[0])
        self.assertEqual([m for m in heard[0] if m[0] == "Bo"], ours)
        self.assertEqual(
            [m for m in heard[0] if m[0] == "Cy"], [("Cy", f"noted {i}") for i in range(50)])
        self.assertEqual(len(set(heard[0])), 150)

    def test_hears_what_was_said_before_only_through_the_note_door(self):
        speaker = self.enter(ChatProtoDoor)
        speaker.say("Ann", "before")
        readers = {door: Reader(self.enter(door)) for door in DOORS}
        speaker.say("Ann", "after")
        before, after = ("Ann", "before"), ("Ann", "after")
        self.assertEqual(readers[ChatProtoDoor].hear(1), [after])
        self.assertEqual(readers[ChatDoor].hear(1), [after])
        self.assertEqual(readers[NoteDoor].hear(2), [before, after])

    def test_is_refused_without_a_name_and_nobody_hears_it(self):
        reader = Reader(self.enter(ChatProtoDoor))
        self.assertFalse(self.enter(ChatProtoDoor).say("", "who?"))
        for door in (ChatDoor, NoteDoor):
            self.assertEqual(
                self.code_of(self.enter(door).say, "", "who?"), grpc.StatusCode.INVALID_ARGUMENT)
        self.assertTrue(self.enter(ChatProtoDoor).say("Ann", "me"))
        self.assertEqual(reader.hear(1), [("Ann", "me")])

    def test_gets_text_of_any_script_back_byte_for_byte(self):
        readers = [Reader(self.enter(door)) for door in DOORS]
        texts = ["e\u0301 combining", "\u202eשלום", "대화 🫖", "a\0b", "\x1b[31m\r\n", ""]
        speaker = self.enter(NoteDoor)
        for text in texts:
            speaker.say("앤", text)
        for reader in readers:
            self.assertEqual(reader.hear(len(texts)), [("앤", text) for text in texts])

    def test_may_say_up_to_16_kib(self):
        reader = Reader(self.enter(ChatDoor))
        longest = "é" * (MAX_TEXT_BYTES // 2)
        for door in DOORS:
            self.enter(door).say("Ann", longest)
            self.assertEqual(self.code_of(self.enter(door).say, "Ann", longest + "x"),
                             grpc.StatusCode.INVALID_ARGUMENT)
        self.assertEqual(reader.hear(3), [("Ann", longest)] * 3)

    def test_leaves_and_the_others_hear_on(self):
        leaver, stayer = Reader(self.enter(ChatProtoDoor)), Reader(self.enter(ChatProtoDoor))
        speaker = self.enter(ChatDoor)
        speaker.say("Ann", "one")
        self.assertEqual(leaver.hear(1), [("Ann", "one")])
        leaver.cancel()
        speaker.say("Ann", "two")
        self.assertEqual(stayer.hear(2), [("Ann", "one"), ("Ann", "two")])


class StoppingTest(unittest.TestCase):

    def test_tells_each_reader_that_the_server_stops(self):
        with programs.server("chat_server") as address:
            channels = [self.enterContext(programs.channel(address)) for _ in DOORS]
            readers = [Reader(door(channel)) for door, channel in zip(DOORS, channels)]
        for reader in readers:  # the server has ended with exit status 0
            self.assertEqual(reader.end(), grpc.StatusCode.UNAVAILABLE)


if __name__ == "__main__":
    unittest.main()
