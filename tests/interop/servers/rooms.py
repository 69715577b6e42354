"""All rooms of a chat, behind one lock: Python runs one thread at a time anyway. Each reader waits on its
own condition of that lock and wakes only for its own new events."""

import threading
import time

import grpc

import chat_room
import sent_ids
from room import Refusal, Room

MAX_ROOMS = 200
CLOSED = "the chat is shutting down"


class Rooms:

    def __init__(self):
        self._lock = threading.Lock()
        self._rooms = {}
        self._readers = 0
        self._closed = False

    def send(self, name, sender, text, message_id):
        """Returns (sequence, whether it is a duplicate, the room's epoch)."""
        with self._lock:
            room = self._open(name)
            return *room.send(sender, text, message_id), room.epoch

    def history(self, name, count, max_bytes, before):
        """Returns (events, whether there are older ones, the room's epoch)."""
        with self._lock:
            if name not in self._rooms:
                raise Refusal(grpc.StatusCode.NOT_FOUND, f"there is no room {name!r}")
            room = self._rooms[name]
            return *room.log.history(count, max_bytes, before or room.log.next), room.epoch

    # ---- Readers ----

    def join(self, request):
        """Adds a reader for a JoinRequest; it receives all later events. The caller must call leave."""
        with self._lock:
            if self._readers == chat_room.MAX_READERS:
                raise Refusal(grpc.StatusCode.RESOURCE_EXHAUSTED,
                              f"reader limit ({chat_room.MAX_READERS}) reached")
            reader = self._open(request.room).join(request, threading.Condition(self._lock))
            self._readers += 1
            return reader

    def leave(self, reader):
        """Call it once for each reader, from any thread; it wakes the thread in `events_for`."""
        with self._lock:
            self._readers -= 1
            reader.room.leave(reader, announce=not self._closed)

    def events_for(self, reader):
        """Waits for the reader's next events. Empty once it has left or the chat closes."""
        with self._lock:
            reader.changed.wait_for(
                lambda: reader.left or reader.has_new_events() or self._closed)
            return [] if reader.left else reader.take()

    # ---- Shutdown and eviction ----

    def close(self):
        """Refuses joins and messages from now on; wakes the readers, whose streams then end."""
        with self._lock:
            self._closed = True
            for room in self._rooms.values():
                room.wake_readers()

    def _open(self, name):
        if self._closed:
            raise Refusal(grpc.StatusCode.UNAVAILABLE, CLOSED)
        if name not in self._rooms:
            if len(self._rooms) >= MAX_ROOMS:
                self._evict_a_quiet_room()
            self._rooms[name] = Room()
        return self._rooms[name]

    def _evict_a_quiet_room(self):
        """Evicts the room that has been empty for the longest time, once no message of it can be
        retried any more."""
        empty = [name for name, room in self._rooms.items() if not room.readers]
        quietest = min(empty, key=lambda name: self._rooms[name].used_at, default=None)
        quiet_since = time.monotonic() - sent_ids.LIFE_SECONDS
        if quietest is None or self._rooms[quietest].used_at > quiet_since:
            raise Refusal(grpc.StatusCode.RESOURCE_EXHAUSTED, f"room limit ({MAX_ROOMS}) reached")
        del self._rooms[quietest]
