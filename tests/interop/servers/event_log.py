"""What happened in a room, in the order in which it happened: numbered from 1 on, timed, and bounded:
the oldest is forgotten first. It has no lock: see rooms.py."""

import collections
import itertools

MAX_EVENTS = 10_000
MAX_BYTES = 4 * 1024 * 1024  # of events as they go over the wire
BATCH_BYTES = 64 * 1024  # how much a reader takes at a time


def is_message(event):
    return event.WhichOneof("kind") == "message"


def bytes_of(event):
    """What it takes within a response: itself, a tag and a length."""
    return event.ByteSize() + 4


class EventLog:

    def __init__(self, max_events=MAX_EVENTS, max_bytes=MAX_BYTES):
        self._max_events = max_events
        self._max_bytes = max_bytes
        self._events = collections.deque()
        self._bytes = 0
        self.next = 1  # the number of the event that comes next

    @property
    def first(self):
        """The number of the oldest event that is kept; `next` when there is none."""
        return self.next - len(self._events)

    def append(self, event):
        """Gives the event its number and its time. It must not be changed any more: readers who take
        it share it."""
        event.sequence = self.next
        event.time.GetCurrentTime()
        self._events.append(event)
        self._bytes += bytes_of(event)
        self.next += 1
        while len(self._events) > self._max_events or self._bytes > self._max_bytes:
            self._bytes -= bytes_of(self._events.popleft())

    def read(self, sequence):
        """The events from `sequence` on, which must be kept, as far as they make a batch."""
        batch, size = [], 0
        for i in range(sequence - self.first, len(self._events)):
            size += bytes_of(self._events[i])
            if batch and size > BATCH_BYTES:
                break
            batch.append(self._events[i])
        return batch

    def start_of_messages(self, count):
        """The number of the first of the last `count` messages; `next` when there are none."""
        last = itertools.islice(filter(is_message, reversed(self._events)), count)
        return min((event.sequence for event in last), default=self.next)

    def history(self, count, max_bytes, before):
        """The last `count` messages with a number below `before`, as many as fit into `max_bytes`; and
        whether an older one is kept."""
        found, size = collections.deque(), 0
        for event in filter(is_message, reversed(self._events)):
            if event.sequence >= before:
                continue
            size += bytes_of(event)
            if len(found) == count or size > max_bytes:
                return found, True
            found.appendleft(event)
        return found, False
