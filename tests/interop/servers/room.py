"""One room: a log that gives the order, who is here, and for each reader a place in the log. It has no
lock: see rooms.py."""

import collections
import secrets
import time

import grpc

from event_log import EventLog
from sent_ids import SentIds
from workbook.chat.v1 import chat_pb2 as chat

# What a Welcome tells of who is here.
MAX_NAMES = 1000
MAX_NAMES_BYTES = 32 * 1024


class Refusal(Exception):
    """Why something is not done, as a gRPC status."""

    def __init__(self, code, reason):
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Reader:
    """A place in a room's log. It has no queue: who reads slowly costs no more than who reads fast."""

    def __init__(self, room, name, news):
        self.room = room
        self.name = name
        self.news = news  # the condition to wait with
        self.next = room.log.next  # the number of the event to read next
        self.own = []  # events for this reader alone, which come first
        self.gone = False

    def has_news(self):
        return bool(self.own) or self.next < self.room.log.next

    def take(self):
        """The next events, as far as they make a batch. What the log has forgotten is a Gap."""
        log = self.room.log
        events, self.own = self.own, []
        if self.next < log.first:
            events.append(gap("REASON_NOT_RETAINED", self.next, log.first - 1))
            self.next = log.first
        news = log.read(self.next)
        self.next += len(news)
        return events + news


def gap(reason, first=0, last=0):
    result = chat.Event(gap=chat.Gap(reason=reason, first_sequence=first, last_sequence=last))
    result.time.GetCurrentTime()
    return result


class Room:

    def __init__(self):
        self.epoch = secrets.token_hex(8)
        self.log = EventLog()
        self.readers = set()
        self.used_at = time.monotonic()  # when somebody last spoke or left
        self._sent = SentIds()
        self._streams = collections.Counter()  # of each name that is here

    def say(self, sender, text, message_id):
        """Returns (number, whether it had been said already)."""
        self.used_at = now = time.monotonic()
        if message_id:
            number = self._sent.find(sender, message_id, now)
            if number is not None:
                return number, True
            self._sent.remember(sender, message_id, self.log.next, now)
        self._append(chat.Event(message=chat.Message(sender=sender, text=text)))
        return self.log.next - 1, False

    def enter(self, request, news):
        """A new reader, its Welcome ready to be taken."""
        resumes = request.WhichOneof("start") == "after"
        same_life = resumes and request.after.epoch == self.epoch
        if same_life and request.after.sequence >= self.log.next:
            raise Refusal(grpc.StatusCode.INVALID_ARGUMENT,
                          "the position is one that the room has not reached yet")
        name = request.participant
        if name:
            self._streams[name] += 1
            if self._streams[name] == 1:
                self._append(chat.Event(joined=chat.Participant(name=name)))
        reader = Reader(self, name, news)
        self.readers.add(reader)
        reader.own.append(self._welcome())
        if same_life:
            reader.next = request.after.sequence + 1
        elif resumes:
            reader.next = self.log.first
            reader.own.append(gap("REASON_OTHER_EPOCH"))
        else:
            reader.next = self.log.start_of_messages(request.last_messages)
        return reader

    def leave(self, reader, tell):
        """`tell`: the others, when it was the last of its name."""
        self.used_at = time.monotonic()
        self.readers.remove(reader)
        reader.gone = True
        reader.news.notify()
        if reader.name:
            self._streams[reader.name] -= 1
            if not self._streams[reader.name]:
                del self._streams[reader.name]
                if tell:
                    self._append(chat.Event(left=chat.Participant(name=reader.name)))

    def wake_readers(self):
        for reader in self.readers:
            reader.news.notify()

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
