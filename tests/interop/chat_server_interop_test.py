"""grpcio calls our chat server through each of the tutorials' contracts."""

import unittest

import grpc

import chat_message_pb2 as chat_proto
import programs
from chat_contracts import CONTRACTS, ChatContract, ChatProtoContract, NoteContract, Reader

MAX_TEXT_BYTES = 16 * 1024


class PythonClientTest(unittest.TestCase):

    def setUp(self):
        self.address = self.enterContext(programs.server("chat_server"))

    def connect(self, contract):
        """Opens `contract` on its own connection."""
        return contract(self.enterContext(programs.channel(self.address)))

    def code_of(self, function, *arguments):
        with self.assertRaises(grpc.RpcError) as failure:
            function(*arguments)
        return failure.exception.code()

    def test_sends_on_one_contract_what_all_receive(self):
        readers = [Reader(self.connect(contract)) for contract in CONTRACTS]
        for contract in CONTRACTS:
            self.connect(contract).send_message("Ann", f"through {contract.name}")
        expected = [("Ann", f"through {contract.name}") for contract in CONTRACTS]
        for reader in readers:
            self.assertEqual(reader.receive(3), expected)

    def test_receives_everything_in_the_same_order_as_all_others(self):
        readers = [Reader(self.connect(contract)) for contract in CONTRACTS * 2]
        # Three senders at once: futures, so that no one waits for another.
        first, third = self.connect(ChatProtoContract), self.connect(NoteContract)
        ours = [("Bo", f"streamed {i}") for i in range(50)]
        calls = []
        for i in range(50):
            text = chat_proto.Text(owner="Al", msg=f"sent {i}")
            calls.append(first.send.future(
                chat_proto.ChatRequest(cmsg=chat_proto.ChatMessage(text=text)),
                timeout=programs.TIMEOUT))
        self.connect(ChatContract).send_messages(ours)
        for i in range(50):
            third.send_message("Cy", f"noted {i}")
        for call in calls:
            self.assertTrue(call.result().success)

        received = [reader.receive(150) for reader in readers]
        for other in received[1:]:
            self.assertEqual(other, received[0])
        self.assertEqual([m for m in received[0] if m[0] == "Bo"], ours)
        self.assertEqual(
            [m for m in received[0] if m[0] == "Cy"], [("Cy", f"noted {i}") for i in range(50)])
        self.assertEqual(len(set(received[0])), 150)

    def test_receives_earlier_messages_only_through_the_note_contract(self):
        sender = self.connect(ChatProtoContract)
        sender.send_message("Ann", "before")
        readers = {contract: Reader(self.connect(contract)) for contract in CONTRACTS}
        sender.send_message("Ann", "after")
        before, after = ("Ann", "before"), ("Ann", "after")
        self.assertEqual(readers[ChatProtoContract].receive(1), [after])
        self.assertEqual(readers[ChatContract].receive(1), [after])
        self.assertEqual(readers[NoteContract].receive(2), [before, after])

    def test_is_refused_without_a_name_and_no_reader_receives_it(self):
        reader = Reader(self.connect(ChatProtoContract))
        self.assertFalse(self.connect(ChatProtoContract).send_message("", "who?"))
        for contract in (ChatContract, NoteContract):
            self.assertEqual(self.code_of(self.connect(contract).send_message, "", "who?"),
                             grpc.StatusCode.INVALID_ARGUMENT)
        self.assertTrue(self.connect(ChatProtoContract).send_message("Ann", "me"))
        self.assertEqual(reader.receive(1), [("Ann", "me")])

    def test_gets_text_of_any_script_back_byte_for_byte(self):
        readers = [Reader(self.connect(contract)) for contract in CONTRACTS]
        texts = ["e\u0301 combining", "\u202eשלום", "대화 🫖", "a\0b", "\x1b[31m\r\n", ""]
        sender = self.connect(NoteContract)
        for text in texts:
            sender.send_message("앤", text)
        for reader in readers:
            self.assertEqual(reader.receive(len(texts)), [("앤", text) for text in texts])

    def test_may_send_up_to_16_kib(self):
        reader = Reader(self.connect(ChatContract))
        longest = "é" * (MAX_TEXT_BYTES // 2)
        for contract in CONTRACTS:
            self.connect(contract).send_message("Ann", longest)
            self.assertEqual(self.code_of(self.connect(contract).send_message, "Ann", longest + "x"),
                             grpc.StatusCode.INVALID_ARGUMENT)
        self.assertEqual(reader.receive(3), [("Ann", longest)] * 3)

    def test_leaves_and_the_others_go_on_receiving(self):
        leaving, staying = Reader(self.connect(ChatProtoContract)), Reader(self.connect(ChatProtoContract))
        sender = self.connect(ChatContract)
        sender.send_message("Ann", "one")
        self.assertEqual(leaving.receive(1), [("Ann", "one")])
        leaving.cancel()
        sender.send_message("Ann", "two")
        self.assertEqual(staying.receive(2), [("Ann", "one"), ("Ann", "two")])


class StoppingTest(unittest.TestCase):

    def test_tells_each_reader_that_the_server_stops(self):
        with programs.server("chat_server") as address:
            channels = [self.enterContext(programs.channel(address)) for _ in CONTRACTS]
            readers = [Reader(contract(channel)) for contract, channel in zip(CONTRACTS, channels)]
        for reader in readers:  # the server has ended with exit status 0
            self.assertEqual(reader.end(), grpc.StatusCode.UNAVAILABLE)


if __name__ == "__main__":
    unittest.main()
