"""grpcio in the rooms of the workbook's own contract."""

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


class Visitor:
    """One who reads in a room, from the moment it is made. A response holds as many events as there
    are: here they come one by one."""

    def __init__(self, stub, **request):
        self._stream = stub.Join(chat.JoinRequest(**request), timeout=programs.TIMEOUT)
        self._stream.initial_metadata()
        self._events = (event for response in self._stream for event in response.events)
        self.welcome = next(self._events).welcome

    def next(self):
        return next(self._events)

    def hear(self, count):
        return [next(self._events).message.text for _ in range(count)]

    def leave(self):
        self._stream.cancel()


class PythonClientTest(unittest.TestCase):

    def setUp(self):
        address = self.enterContext(programs.server("chat_server"))
        self.stub = Stub(self.enterContext(programs.channel(address)))

    def say(self, text, message_id="", room="hall"):
        return self.stub.Send(
            chat.SendRequest(room=room, sender="Ann", text=text, message_id=message_id),
            timeout=programs.TIMEOUT)

    def code_of(self, function, *arguments, **keywords):
        with self.assertRaises(grpc.RpcError) as failure:
            function(*arguments, **keywords)
        return failure.exception.code()

    def test_is_told_who_comes_what_is_said_and_who_leaves(self):
        visitor = Visitor(self.stub, room="hall")
        bob = Visitor(self.stub, room="hall", participant="밥")
        self.assertEqual([one.name for one in bob.welcome.participants], ["밥"])
        self.assertEqual(visitor.next().joined.name, "밥")
        sequence = self.say("e\u0301 שלום 🫖").sequence
        event = visitor.next()
        self.assertEqual((event.message.sender, event.message.text), ("Ann", "e\u0301 שלום 🫖"))
        self.assertEqual(event.sequence, sequence)
        bob.leave()
        self.assertEqual(visitor.next().left.name, "밥")

    def test_resumes_without_a_loss_and_without_a_repetition(self):
        first = Visitor(self.stub, room="hall")
        for i in range(1, 6):
            self.say(f"{i}")
        self.assertEqual(first.hear(2), ["1", "2"])
        first.leave()
        second = Visitor(self.stub, room="hall",
                         after=chat.Position(epoch=first.welcome.epoch, sequence=2))
        self.assertEqual(second.hear(3), ["3", "4", "5"])

    def test_is_told_of_a_gap_when_the_room_is_another(self):
        self.say("dust")
        visitor = Visitor(self.stub, room="hall", after=chat.Position(epoch="other", sequence=9))
        self.assertEqual(visitor.next().gap.reason, chat.Gap.REASON_OTHER_EPOCH)
        self.assertEqual(visitor.hear(1), ["dust"])

    def test_says_once_what_it_sends_twice_under_one_id(self):
        first, again = self.say("once", "id-1"), self.say("once", "id-1")
        self.assertEqual((first.duplicate, again.duplicate), (False, True))
        self.assertEqual(first.sequence, again.sequence)
        history = self.stub.GetHistory(
            chat.GetHistoryRequest(room="hall"), timeout=programs.TIMEOUT)
        self.assertEqual([event.message.text for event in history.events], ["once"])
        self.assertFalse(history.more)

    def test_pages_back_through_the_history(self):
        for i in range(1, 6):
            self.say(f"{i}")
        newest = self.stub.GetHistory(
            chat.GetHistoryRequest(room="hall", max_messages=2), timeout=programs.TIMEOUT)
        self.assertEqual([event.message.text for event in newest.events], ["4", "5"])
        self.assertTrue(newest.more)
        before = self.stub.GetHistory(
            chat.GetHistoryRequest(room="hall", before_sequence=newest.events[0].sequence),
            timeout=programs.TIMEOUT)
        self.assertEqual([event.message.text for event in before.events], ["1", "2", "3"])
        self.assertFalse(before.more)

    def test_is_refused_what_has_no_place(self):
        self.assertEqual(self.code_of(self.say, "where?", room=""),
                         grpc.StatusCode.INVALID_ARGUMENT)
        self.assertEqual(self.code_of(Visitor, self.stub, room=""),
                         grpc.StatusCode.INVALID_ARGUMENT)
        self.assertEqual(
            self.code_of(self.stub.GetHistory, chat.GetHistoryRequest(room="nowhere"),
                         timeout=programs.TIMEOUT), grpc.StatusCode.NOT_FOUND)


if __name__ == "__main__":
    unittest.main()
