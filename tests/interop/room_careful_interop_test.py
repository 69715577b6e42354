"""The careful Python server of rooms: our client in its rooms, and its limits, which the judge does not
know."""

import unittest

import grpc

import chat_room_interop_test as room_test
import event_log
import programs
import room_careful
import rooms
import sent_ids
from workbook.chat.v1 import chat_pb2 as chat


def message(text):
    return chat.Event(message=chat.Message(sender="Ann", text=text))


def texts(events):
    return [event.message.text for event in events]


class OurClientTest(unittest.TestCase):

    def setUp(self):
        self.address = self.enterContext(programs.python_program("room_careful"))

    def run_client(self, name, lines, *arguments):
        return programs.run_client(
            "chat_client", self.address, "--contract=room", "--id", name, *arguments, stdin=lines)

    def test_sends_each_line_and_leaves_once_it_has_received_them(self):
        lines = "".join(f"line {i}\n" for i in range(100))
        received = "".join(f"앤 > line {i}\n" for i in range(100))
        self.assertEqual(self.run_client("앤", lines), (0, received, ""))

    def test_begins_with_the_requested_history(self):
        self.run_client("Ann", "one\ntwo\nthree\n", "--room=kitchen")
        self.assertEqual(self.run_client("Bob", "four\n", "--room=kitchen", "--history=2"),
                         (0, "Ann > two\nAnn > three\nBob > four\n", ""))
        self.assertEqual(self.run_client("Bob", "alone\n", "--room=hall", "--history=2"),
                         (0, "Bob > alone\n", ""))

    def test_prints_why_it_is_refused(self):
        status, out, err = self.run_client("Ann", "hello\n", "--room", "x" * 65)
        self.assertEqual((status, out), (1, ""))
        self.assertRegex(err, "INVALID_ARGUMENT: ")


class RoomsTest(unittest.TestCase):

    def setUp(self):
        self.rooms = rooms.Rooms()
        address = self.enterContext(programs.python_server(room_careful.services(self.rooms)))
        self.stub = room_test.Stub(self.enterContext(programs.channel(address)))

    def test_notifies_its_readers_before_it_ends_their_streams(self):
        reader = room_test.Reader(self.stub, room="hall", participant="Ann")
        self.rooms.close()
        self.assertEqual(reader.next().notice.kind, chat.Notice.KIND_SHUTTING_DOWN)
        for late in (reader.next, lambda: room_test.Reader(self.stub, room="hall")):
            with self.assertRaises(grpc.RpcError) as failure:
                late()
            self.assertEqual(failure.exception.code(), grpc.StatusCode.UNAVAILABLE)

    def test_sends_a_gap_for_events_that_it_no_longer_keeps(self):
        reader = room_test.Reader(self.stub, room="hall")
        for _ in range(event_log.MAX_EVENTS + 7):
            self.rooms.send("hall", "Ann", "dust", "")
        resumed = room_test.Reader(
            self.stub, room="hall", after=chat.Position(epoch=reader.welcome.epoch, sequence=2))
        gap = resumed.next()
        self.assertEqual(
            (gap.gap.reason, gap.gap.first_sequence, gap.gap.last_sequence, gap.sequence),
            (chat.Gap.REASON_NOT_RETAINED, 3, 7, 0))
        self.assertEqual(resumed.next().sequence, 8)

    def test_refuses_a_room_above_the_limit(self):
        for i in range(rooms.MAX_ROOMS):
            self.rooms.send(f"room {i}", "Ann", "hello", "")
        with self.assertRaises(grpc.RpcError) as failure:
            room_test.Reader(self.stub, room="one more")
        self.assertEqual(failure.exception.code(), grpc.StatusCode.RESOURCE_EXHAUSTED)
        self.rooms.send("room 0", "Ann", "still there", "")


class EventLogTest(unittest.TestCase):

    def test_drops_the_oldest_beyond_either_limit(self):
        few = event_log.EventLog(max_events=2)
        small = event_log.EventLog(max_bytes=100_000)
        for _ in range(5):
            few.append(message("dust"))
            small.append(message("." * 40_000))
        self.assertEqual((few.first, few.next), (4, 6))
        self.assertEqual((small.first, small.next), (4, 6))

    def test_returns_a_batch_at_a_time(self):
        log = event_log.EventLog()
        for text in ("one", "." * event_log.BATCH_BYTES, "three"):
            log.append(message(text))
        self.assertEqual([event.sequence for event in log.read(1)], [1])
        self.assertEqual([event.sequence for event in log.read(2)], [2])
        self.assertEqual(texts(log.read(3)), ["three"])
        self.assertEqual(log.read(4), [])

    def test_returns_no_more_history_than_the_bytes(self):
        log = event_log.EventLog()
        for text in ("one", "two", "six"):
            log.append(message(text))
        events, more = log.history(3, 2 * event_log.bytes_of(log.read(1)[0]), before=log.next)
        self.assertEqual((texts(events), more), (["two", "six"], True))


class SentIdsTest(unittest.TestCase):

    def test_drops_an_id_after_two_minutes(self):
        ids = sent_ids.SentIds()
        ids.remember("Ann", "id-1", 7, now=1000)
        self.assertEqual(ids.find("Ann", "id-1", now=1119), 7)
        self.assertIsNone(ids.find("Bob", "id-1", now=1119))
        self.assertIsNone(ids.find("Ann", "id-1", now=1120))

    def test_keeps_no_more_ids_than_its_limit(self):
        ids = sent_ids.SentIds()
        for i in range(sent_ids.MAX_IDS + 1):
            ids.remember("Ann", f"{i}", i, now=1000)
        self.assertIsNone(ids.find("Ann", "0", now=1000))
        self.assertEqual(ids.find("Ann", "1", now=1000), 1)


if __name__ == "__main__":
    unittest.main()
