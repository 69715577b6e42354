"""grpcio calls our chat server through the workbook's own contract."""

import unittest

import grpc

import programs
from workbook.chat.v1 import chat_pb2 as chat


class Stub:
    def __init__(self, channel):
        service = "/workbook.chat.v1.ChatService"
        self.Join = programs.call(channel, f"{service}/Join", chat.JoinResponse, "unary_stream")
        self.Send = programs.call(channel, f"{service}/Send", chat.SendResponse)
        self.GetHistory = programs.call(
            channel, f"{service}/GetHistory", chat.GetHistoryResponse)


class Reader:
    """Reads a room from its construction on. A response holds a batch of events; this class yields
    them one by one."""

    def __init__(self, stub, **request):
        self._stream = stub.Join(chat.JoinRequest(**request), timeout=programs.TIMEOUT)
        self._stream.initial_metadata()
        self._events = (event for response in self._stream for event in response.events)
        self.welcome = next(self._events).welcome

    def next(self):
        return next(self._events)

    def receive(self, count):
        return [next(self._events).message.text for _ in range(count)]

    def leave(self):
        self._stream.cancel()


class PythonClientTest(unittest.TestCase):

    def setUp(self):
        address = self.enterContext(programs.server("chat_server"))
        self.stub = Stub(self.enterContext(programs.channel(address)))

    def send(self, text, message_id="", room="hall"):
        return self.stub.Send(
            chat.SendRequest(room=room, sender="Ann", text=text, message_id=message_id),
            timeout=programs.TIMEOUT)

    def code_of(self, function, *arguments, **keywords):
        with self.assertRaises(grpc.RpcError) as failure:
            function(*arguments, **keywords)
        return failure.exception.code()

    def test_receives_joins_messages_and_leaves(self):
        reader = Reader(self.stub, room="hall")
        bob = Reader(self.stub, room="hall", participant="밥")
        self.assertEqual([one.name for one in bob.welcome.participants], ["밥"])
        self.assertEqual(reader.next().joined.name, "밥")
        sequence = self.send("e\u0301 שלום 🫖").sequence
        event = reader.next()
        self.assertEqual((event.message.sender, event.message.text), ("Ann", "e\u0301 שלום 🫖"))
        self.assertEqual(event.sequence, sequence)
        bob.leave()
        self.assertEqual(reader.next().left.name, "밥")

    def test_resumes_without_loss_or_repetition(self):
        first = Reader(self.stub, room="hall")
        for i in range(1, 6):
            self.send(f"{i}")
        self.assertEqual(first.receive(2), ["1", "2"])
        first.leave()
        second = Reader(self.stub, room="hall",
                         after=chat.Position(epoch=first.welcome.epoch, sequence=2))
        self.assertEqual(second.receive(3), ["3", "4", "5"])

    def test_receives_a_gap_when_the_epoch_is_another(self):
        self.send("dust")
        reader = Reader(self.stub, room="hall", after=chat.Position(epoch="other", sequence=9))
        self.assertEqual(reader.next().gap.reason, chat.Gap.REASON_OTHER_EPOCH)
        self.assertEqual(reader.receive(1), ["dust"])

    def test_sends_once_what_it_retries_under_one_id(self):
        first, again = self.send("once", "id-1"), self.send("once", "id-1")
        self.assertEqual((first.duplicate, again.duplicate), (False, True))
        self.assertEqual(first.sequence, again.sequence)
        history = self.stub.GetHistory(
            chat.GetHistoryRequest(room="hall"), timeout=programs.TIMEOUT)
        self.assertEqual([event.message.text for event in history.events], ["once"])
        self.assertFalse(history.more)

    def test_pages_back_through_the_history(self):
        for i in range(1, 6):
            self.send(f"{i}")
        newest = self.stub.GetHistory(
            chat.GetHistoryRequest(room="hall", max_messages=2), timeout=programs.TIMEOUT)
        self.assertEqual([event.message.text for event in newest.events], ["4", "5"])
        self.assertTrue(newest.more)
        before = self.stub.GetHistory(
            chat.GetHistoryRequest(room="hall", before_sequence=newest.events[0].sequence),
            timeout=programs.TIMEOUT)
        self.assertEqual([event.message.text for event in before.events], ["1", "2", "3"])
        self.assertFalse(before.more)

    def test_is_refused_without_a_room(self):
        self.assertEqual(self.code_of(self.send, "where?", room=""),
                         grpc.StatusCode.INVALID_ARGUMENT)
        self.assertEqual(self.code_of(Reader, self.stub, room=""),
                         grpc.StatusCode.INVALID_ARGUMENT)
        self.assertEqual(
            self.code_of(self.stub.GetHistory, chat.GetHistoryRequest(room="nowhere"),
                         timeout=programs.TIMEOUT), grpc.StatusCode.NOT_FOUND)


if __name__ == "__main__":
    unittest.main()
