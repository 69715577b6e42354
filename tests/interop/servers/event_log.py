"""The events of a room in order: numbered from 1, timed, and bounded; the oldest are dropped first. It has
no lock: see rooms.py."""

import collections
import itertools

MAX_EVENTS = 10_000
MAX_BYTES = 4 * 1024 * 1024  # of encoded events
BATCH_BYTES = 64 * 1024  # the most that a reader takes at a time


def is_message(event):
    return event.WhichOneof("kind") == "message"


def bytes_of(event):
    """Its size within a response: the event, a tag and a length."""
    return event.ByteSize() + 4


class EventLog:

    def __init__(self, max_events=MAX_EVENTS, max_bytes=MAX_BYTES):
        self._max_events = max_events
        self._max_bytes = max_bytes
        self._events = collections.deque()
        self._bytes = 0
        self.next = 1  # the sequence of the next event

    @property
    def first(self):
        """The sequence of the oldest event; `next` when the log is empty."""
        return self.next - len(self._events)

    def append(self, event):
        """Sets the event's sequence and time. The event must not change afterwards: the readers share
        it."""
        event.sequence = self.next
        event.time.GetCurrentTime()
        self._events.append(event)
        self._bytes += bytes_of(event)
        self.next += 1
        while len(self._events) > self._max_events or self._bytes > self._max_bytes:
            self._bytes -= bytes_of(self._events.popleft())

    def read(self, sequence):
        """The batch that begins at `sequence`, which the log must still keep."""
        batch, size = [], 0
        for i in range(sequence - self.first, len(self._events)):
            size += bytes_of(self._events[i])
            if batch and size > BATCH_BYTES:
                break
            batch.append(self._events[i])
        return batch

    def start_of_messages(self, count):
        """The sequence of the first of the last `count` messages; `next` without messages."""
        last = itertools.islice(filter(is_message, reversed(self._events)), count)
        return min((event.sequence for event in last), default=self.next)

    def history(self, count, max_bytes, before):
        """The last `count` messages with a sequence below `before` that fit into `max_bytes`, and
        whether the log keeps older ones."""
        found, size = collections.deque(), 0
        for event in filter(is_message, reversed(self._events)):
            if event.sequence >= before:
                continue
            size += bytes_of(event)
            if len(found) == count or size > max_bytes:
                return found, True
            found.appendleft(event)
        return found, False
