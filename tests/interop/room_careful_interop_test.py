"""The careful Python server of rooms: our client in its rooms, and what the judge cannot ask of a
server whose limits it does not know."""

import unittest

import grpc

import chat_room_interop_test as visiting
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

    def talk(self, name, said, *arguments):
        return programs.run_client(
            "chat_client", self.address, "--door=room", "--id", name, *arguments, stdin=said)

    def test_says_each_line_and_leaves_once_it_heard_them(self):
        said = "".join(f"line {i}\n" for i in range(100))
        heard = "".join(f"앤 > line {i}\n" for i in range(100))
        self.assertEqual(self.talk("앤", said), (0, heard, ""))

    def test_begins_with_the_history_that_it_asks_for(self):
        self.talk("Ann", "one\ntwo\nthree\n", "--room=kitchen")
        self.assertEqual(self.talk("Bob", "four\n", "--room=kitchen", "--history=2"),
                         (0, "Ann > two\nAnn > three\nBob > four\n", ""))
        self.assertEqual(self.talk("Bob", "alone\n", "--room=hall", "--history=2"),
                         (0, "Bob > alone\n", ""))

    def test_is_told_why_it_is_refused(self):
        status, out, err = self.talk("Ann", "hello\n", "--room", "x" * 65)
        self.assertEqual((status, out), (1, ""))
        self.assertRegex(err, "INVALID_ARGUMENT: ")


class RoomsTest(unittest.TestCase):

    def setUp(self):
        self.rooms = rooms.Rooms()
        address = self.enterContext(programs.python_server(room_careful.services(self.rooms)))
        self.stub = visiting.Stub(self.enterContext(programs.channel(address)))

    def test_tells_its_readers_before_it_ends_their_streams(self):
        visitor = visiting.Visitor(self.stub, room="hall", participant="Ann")
        self.rooms.close()
        self.assertEqual(visitor.next().notice.kind, chat.Notice.KIND_SHUTTING_DOWN)
        for late in (visitor.next, lambda: visiting.Visitor(self.stub, room="hall")):
            with self.assertRaises(grpc.RpcError) as failure:
                late()
            self.assertEqual(failure.exception.code(), grpc.StatusCode.UNAVAILABLE)

    def test_tells_the_gap_when_what_was_missed_is_no_longer_kept(self):
        visitor = visiting.Visitor(self.stub, room="hall")
        for _ in range(event_log.MAX_EVENTS + 7):
            self.rooms.say("hall", "Ann", "dust", "")
        resumed = visiting.Visitor(
            self.stub, room="hall", after=chat.Position(epoch=visitor.welcome.epoch, sequence=2))
        gap = resumed.next()
        self.assertEqual(
            (gap.gap.reason, gap.gap.first_sequence, gap.gap.last_sequence, gap.sequence),
            (chat.Gap.REASON_NOT_RETAINED, 3, 7, 0))
        self.assertEqual(resumed.next().sequence, 8)

    def test_refuses_a_room_too_many(self):
        for i in range(rooms.MAX_ROOMS):
            self.rooms.say(f"room {i}", "Ann", "hello", "")
        with self.assertRaises(grpc.RpcError) as failure:
            visiting.Visitor(self.stub, room="one more")
        self.assertEqual(failure.exception.code(), grpc.StatusCode.RESOURCE_EXHAUSTED)
        self.rooms.say("room 0", "Ann", "still there", "")


class EventLogTest(unittest.TestCase):

    def test_forgets_the_oldest_beyond_either_bound(self):
        few = event_log.EventLog(max_events=2)
        small = event_log.EventLog(max_bytes=100_000)
        for _ in range(5):
            few.append(message("dust"))
            small.append(message("." * 40_000))
        self.assertEqual((few.first, few.next), (4, 6))
        self.assertEqual((small.first, small.next), (4, 6))

    def test_hands_out_a_batch_at_a_time(self):
        log = event_log.EventLog()
        for text in ("one", "." * event_log.BATCH_BYTES, "three"):
            log.append(message(text))
        self.assertEqual([event.sequence for event in log.read(1)], [1])
        self.assertEqual([event.sequence for event in log.read(2)], [2])
        self.assertEqual(texts(log.read(3)), ["three"])
        self.assertEqual(log.read(4), [])

    def test_hands_out_no_more_history_than_the_bytes(self):
        log = event_log.EventLog()
        for text in ("one", "two", "six"):
            log.append(message(text))
        events, more = log.history(3, 2 * event_log.bytes_of(log.read(1)[0]), before=log.next)
        self.assertEqual((texts(events), more), (["two", "six"], True))


class SentIdsTest(unittest.TestCase):

    def test_forgets_an_id_after_two_minutes(self):
        ids = sent_ids.SentIds()
        ids.remember("Ann", "id-1", 7, now=1000)
        self.assertEqual(ids.find("Ann", "id-1", now=1119), 7)
        self.assertIsNone(ids.find("Bob", "id-1", now=1119))
        self.assertIsNone(ids.find("Ann", "id-1", now=1120))

    def test_keeps_no_more_ids_than_its_bound(self):
        ids = sent_ids.SentIds()
        for i in range(sent_ids.MAX_IDS + 1):
            ids.remember("Ann", f"{i}", i, now=1000)
        self.assertIsNone(ids.find("Ann", "0", now=1000))
        self.assertEqual(ids.find("Ann", "1", now=1000), 1)


if __name__ == "__main__":
    unittest.main()
