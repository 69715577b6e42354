"""All rooms of a chat, behind one lock: Python runs one thread at a time anyway. Each reader waits with
a condition of its own on that lock, and so sleeps until there is news for just that reader."""

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

    def say(self, name, sender, text, message_id):
        """Returns (number, whether it had been said already, the room's epoch)."""
        with self._lock:
            room = self._open(name)
            return *room.say(sender, text, message_id), room.epoch

    def history(self, name, count, max_bytes, before):
        """Returns (events, whether there is more, the room's epoch)."""
        with self._lock:
            if name not in self._rooms:
                raise Refusal(grpc.StatusCode.NOT_FOUND, "there is no such room")
            room = self._rooms[name]
            return *room.log.history(count, max_bytes, before or room.log.next), room.epoch

    # ---- Readers ----

    def enter(self, request):
        """A new reader, by its JoinRequest: all that is said from now on is for it. It must leave."""
        with self._lock:
            if self._readers == chat_room.MAX_READERS:
                raise Refusal(grpc.StatusCode.RESOURCE_EXHAUSTED, "too many readers")
            reader = self._open(request.room).enter(request, threading.Condition(self._lock))
            self._readers += 1
            return reader

    def leave(self, reader):
        """Once for each reader, from any thread; it wakes the one that waits in `events_for`."""
        with self._lock:
            self._readers -= 1
            reader.room.leave(reader, tell=not self._closed)

    def events_for(self, reader):
        """Waits for the reader's next events. None are left when it has gone, or the chat closes."""
        with self._lock:
            reader.news.wait_for(lambda: reader.gone or reader.has_news() or self._closed)
            return [] if reader.gone else reader.take()

    # ---- The chat's life ----

    def close(self):
        """Nobody enters or speaks from now on; readers are woken, to be told and sent away."""
        with self._lock:
            self._closed = True
            for room in self._rooms.values():
                room.wake_readers()

    def _open(self, name):
        if self._closed:
            raise Refusal(grpc.StatusCode.UNAVAILABLE, CLOSED)
        if name not in self._rooms:
            if len(self._rooms) >= MAX_ROOMS:
                self._forget_a_quiet_room()
            self._rooms[name] = Room()
        return self._rooms[name]

    def _forget_a_quiet_room(self):
        """That in which nobody was for the longest time; but not while what was said there might be
        sent again."""
        empty = [name for name, room in self._rooms.items() if not room.readers]
        quietest = min(empty, key=lambda name: self._rooms[name].used_at, default=None)
        quiet_since = time.monotonic() - sent_ids.LIFE_SECONDS
        if quietest is None or self._rooms[quietest].used_at > quiet_since:
            raise Refusal(grpc.StatusCode.RESOURCE_EXHAUSTED, "too many rooms")
        del self._rooms[quietest]
