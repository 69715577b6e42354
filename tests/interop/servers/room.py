"""One room: the log that defines the order, the participants, and a position in the log for each reader.
It has no lock: see rooms.py."""

import collections
import secrets
import time

import grpc

from event_log import EventLog
from sent_ids import SentIds
from workbook.chat.v1 import chat_pb2 as chat

# The limits of the participants in a Welcome.
MAX_NAMES = 1000
MAX_NAMES_BYTES = 32 * 1024


class Refusal(Exception):
    """A gRPC status that refuses a request."""

    def __init__(self, code, reason):
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Reader:
    """A position in a room's log. It has no queue: a slow reader costs no more than a fast one."""

    def __init__(self, room, name, changed):
        self.room = room
        self.name = name
        self.changed = changed  # the condition to wait on
        self.next = room.log.next  # the sequence of the event to read next
        self.own = []  # events for this reader alone; they come first
        self.left = False

    def has_new_events(self):
        return bool(self.own) or self.next < self.room.log.next

    def take(self):
        """The next batch of events. A Gap replaces what the log no longer keeps."""
        log = self.room.log
        events, self.own = self.own, []
        if self.next < log.first:
            events.append(gap("REASON_NOT_RETAINED", self.next, log.first - 1))
            self.next = log.first
        batch = log.read(self.next)
        self.next += len(batch)
        return events + batch


def gap(reason, first=0, last=0):
    result = chat.Event(gap=chat.Gap(reason=reason, first_sequence=first, last_sequence=last))
    result.time.GetCurrentTime()
    return result


class Room:

    def __init__(self):
        self.epoch = secrets.token_hex(8)
        self.log = EventLog()
        self.readers = set()
        self.used_at = time.monotonic()  # when a message was last sent or a reader last left
        self._sent = SentIds()
        self._streams = collections.Counter()  # per participant name

    def send(self, sender, text, message_id):
        """Returns (sequence, whether it is a duplicate)."""
        self.used_at = now = time.monotonic()
        if message_id:
            sequence = self._sent.find(sender, message_id, now)
            if sequence is not None:
                return sequence, True
            self._sent.remember(sender, message_id, self.log.next, now)
        self._append(chat.Event(message=chat.Message(sender=sender, text=text)))
        return self.log.next - 1, False

    def join(self, request, changed):
        """Adds a reader, whose first event is the Welcome."""
        resumes = request.WhichOneof("start") == "after"
        same_epoch = resumes and request.after.epoch == self.epoch
        if same_epoch and request.after.sequence >= self.log.next:
            raise Refusal(grpc.StatusCode.INVALID_ARGUMENT,
                          f"position {request.after.sequence} is beyond the room's newest event"
                          f" ({self.log.next - 1})")
        name = request.participant
        if name:
            self._streams[name] += 1
            if self._streams[name] == 1:
                self._append(chat.Event(joined=chat.Participant(name=name)))
        reader = Reader(self, name, changed)
        self.readers.add(reader)
        reader.own.append(self._welcome())
        if same_epoch:
            reader.next = request.after.sequence + 1
        elif resumes:
            reader.next = self.log.first
            reader.own.append(gap("REASON_OTHER_EPOCH"))
        else:
            reader.next = self.log.start_of_messages(request.last_messages)
        return reader

    def leave(self, reader, announce):
        """`announce`: tell the others when the last stream of a name has left."""
        self.used_at = time.monotonic()
        self.readers.remove(reader)
        reader.left = True
        reader.changed.notify()
        if reader.name:
            self._streams[reader.name] -= 1
            if not self._streams[reader.name]:
                del self._streams[reader.name]
                if announce:
                    self._append(chat.Event(left=chat.Participant(name=reader.name)))

    def wake_readers(self):
        for reader in self.readers:
            reader.changed.notify()

    def _append(self, event):
        self.log.append(event)
        self.wake_readers()

    def _welcome(self):
        result = chat.Event(welcome=chat.Welcome(
            epoch=self.epoch, sequence=self.log.next - 1,
            participant_count=len(self._streams), reader_count=len(self.readers)))
        result.time.GetCurrentTime()
        size = 0
        for name in sorted(self._streams)[:MAX_NAMES]:
            participant = chat.Participant(name=name)
            size += participant.ByteSize()
            if size > MAX_NAMES_BYTES:
                break
            result.welcome.participants.append(participant)
        return result
