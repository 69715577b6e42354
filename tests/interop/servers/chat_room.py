"""A chat room that takes care: every reader has a cursor of its own into one bounded log, waits
without a busy loop, and leaves when its caller does. What the careful chat servers share."""

import collections
import threading

import grpc

MAX_TEXT_BYTES = 16 * 1024
MAX_MESSAGES = 10_000  # how far a reader may fall behind
MAX_HISTORY = 200  # how much of it one gets who joins: many may join at once
MAX_READERS = 100
WORKERS = MAX_READERS + 28  # a reader holds a thread; those who speak need some too
BATCH = 64  # how many messages a reader takes from the log at a time: it holds no more of them


class Room:

    def __init__(self):
        self._changed = threading.Condition()
        self._log = collections.deque()
        self._forgotten = 0  # the number of the oldest message in the log
        self._readers = 0
        self._evictions = 0

    def say(self, sender, text):
        with self._changed:
            self._log.append((sender, text))
            if len(self._log) > MAX_MESSAGES:
                self._log.popleft()
                self._forgotten += 1
            self._changed.notify_all()

    def evict(self):
        """Ends the stream of each reader who is here, with UNAVAILABLE."""
        with self._changed:
            self._evictions += 1
            self._changed.notify_all()

    def wait_for_readers(self, count, seconds):
        with self._changed:
            if not self._changed.wait_for(lambda: self._readers == count, seconds):
                raise AssertionError(f"{self._readers} readers, not {count}")

    def read(self, context, from_history, announce=True):
        """Yields (sender, text) until the caller goes away or is evicted. The initial metadata tells
        the caller that it is registered; unless it may `announce` that, gRPC sends them with the
        first message, as the tutorials' servers do."""

        def wake():
            with self._changed:
                self._changed.notify_all()

        with self._changed:
            if self._readers == MAX_READERS:
                context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "too many readers")
            history = min(len(self._log), MAX_HISTORY) if from_history else 0
            cursor = self._forgotten + len(self._log) - history
            evictions = self._evictions
            self._readers += 1
            self._changed.notify_all()
        try:
            if not context.add_callback(wake):
                return
            if announce:
                context.send_initial_metadata(())
            while True:
                news = self._wait_for_news(context, cursor, evictions)
                cursor += len(news)
                # Blocks while the caller does not read: this thread only.
                yield from news
        finally:
            with self._changed:
                self._readers -= 1
                self._changed.notify_all()

    def _wait_for_news(self, context, cursor, evictions):
        with self._changed:
            self._changed.wait_for(
                lambda: self._forgotten + len(self._log) > cursor
                or evictions != self._evictions or not context.is_active())
            if evictions != self._evictions:
                context.abort(grpc.StatusCode.UNAVAILABLE, "thrown out")
            if not context.is_active():
                context.abort(grpc.StatusCode.CANCELLED, "nobody reads any more")
            first = cursor - self._forgotten
            if first < 0:
                context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, f"{-first} messages behind")
            return [self._log[i] for i in range(first, min(first + BATCH, len(self._log)))]


def refusal(sender, text):
    """Why this may not be said; None when it may."""
    if not sender:
        return "the name is empty"
    if len(text.encode()) > MAX_TEXT_BYTES:
        return f"the text is longer than {MAX_TEXT_BYTES} bytes"
    return None
