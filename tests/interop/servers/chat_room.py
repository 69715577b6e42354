"""The room of the careful chat servers: every reader has its own cursor into one bounded log, waits
without a busy loop, and leaves when its caller does."""

import collections
import threading

import grpc

MAX_TEXT_BYTES = 16 * 1024
MAX_MESSAGES = 10_000  # the furthest that a reader may fall behind
MAX_HISTORY = 200  # the messages that a new reader gets; many may join at once
MAX_READERS = 100
WORKERS = MAX_READERS + 28  # a reader holds a thread; senders need some too
BATCH = 64  # the messages that a reader copies from the log at a time


class Room:

    def __init__(self):
        self._changed = threading.Condition()
        self._log = collections.deque()
        self._first = 0  # the number of the oldest message in the log
        self._readers = 0
        self._evictions = 0

    def send(self, sender, text):
        with self._changed:
            self._log.append((sender, text))
            if len(self._log) > MAX_MESSAGES:
                self._log.popleft()
                self._first += 1
            self._changed.notify_all()

    def evict(self):
        """Ends the stream of each current reader with UNAVAILABLE."""
        with self._changed:
            self._evictions += 1
            self._changed.notify_all()

    def wait_for_readers(self, count, seconds):
        with self._changed:
            if not self._changed.wait_for(lambda: self._readers == count, seconds):
                raise AssertionError(f"{self._readers} readers, not {count}")

    def read(self, context, from_history, announce=True):
        """Yields (sender, text) until the caller leaves or is evicted. The initial metadata tells the
        caller that it is registered; without `announce`, gRPC sends it with the first message, as
        the tutorials' servers do."""

        def wake():
            with self._changed:
                self._changed.notify_all()

        with self._changed:
            if self._readers == MAX_READERS:
                context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, f"reader limit ({MAX_READERS}) reached")
            history = min(len(self._log), MAX_HISTORY) if from_history else 0
            cursor = self._first + len(self._log) - history
            evictions = self._evictions
            self._readers += 1
            self._changed.notify_all()
        try:
            if not context.add_callback(wake):
                return
            if announce:
                context.send_initial_metadata(())
            while True:
                batch = self._wait_for_messages(context, cursor, evictions)
                cursor += len(batch)
                # Blocks this thread alone while the caller does not read.
                yield from batch
        finally:
            with self._changed:
                self._readers -= 1
                self._changed.notify_all()

    def _wait_for_messages(self, context, cursor, evictions):
        with self._changed:
            self._changed.wait_for(
                lambda: self._first + len(self._log) > cursor
                or evictions != self._evictions or not context.is_active())
            if evictions != self._evictions:
                context.abort(grpc.StatusCode.UNAVAILABLE, "thrown out")
            if not context.is_active():
                context.abort(grpc.StatusCode.CANCELLED, "the reader has left")
            first = cursor - self._first
            if first < 0:
                context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, f"{-first} messages behind")
            return [self._log[i] for i in range(first, min(first + BATCH, len(self._log)))]


def refusal(sender, text):
    """Why the message is refused; None when it is valid."""
    if not sender:
        return "the name is empty; use 1 byte or more"
    if len(text.encode()) > MAX_TEXT_BYTES:
        return f"the text has {len(text.encode())} bytes; the limit is {MAX_TEXT_BYTES}"
    return None
