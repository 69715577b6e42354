"""A small chat room in Python, and each tutorial's contract as a service in front of it."""

import threading

import grpc

import chat_message_pb2 as chat_proto
import chat_note_pb2 as note
import chat_pb2 as chat
import programs

REFUSED_NAME = "nobody"


class Room:
    """Keeps all that is said; each reader is a cursor into it."""

    def __init__(self):
        self._changed = threading.Condition()
        self._said = []
        self._readers = 0
        self._evictions = 0

    def say(self, owner, text):
        with self._changed:
            self._said.append((owner, text))
            self._changed.notify_all()

    def evict(self):
        """Ends the stream of each reader who is here, with UNAVAILABLE."""
        with self._changed:
            self._evictions += 1
            self._changed.notify_all()

    def wait_for_readers(self, count):
        with self._changed:
            if not self._changed.wait_for(lambda: self._readers == count, programs.TIMEOUT):
                raise AssertionError(f"{self._readers} readers, not {count}")

    def read(self, context, from_history, announce=True):
        """Yields what is said until the caller goes away or is evicted. Unless it may `announce`
        itself, a reader does not learn that it is registered: gRPC then sends the initial metadata
        with the first message, as the tutorials' servers do."""

        def wake():
            with self._changed:
                self._changed.notify_all()

        with self._changed:
            cursor = 0 if from_history else len(self._said)
            evictions = self._evictions
            self._readers += 1
            self._changed.notify_all()
        try:
            if not context.add_callback(wake):
                return
            if announce:
                context.send_initial_metadata(())
            while True:
                with self._changed:
                    self._changed.wait_for(
                        lambda: len(self._said) > cursor or evictions != self._evictions
                        or not context.is_active())
                    if evictions != self._evictions:
                        context.abort(grpc.StatusCode.UNAVAILABLE, "thrown out")
                    if not context.is_active():
                        return
                    news = self._said[cursor:]
                cursor += len(news)
                yield from news
        finally:
            with self._changed:
                self._readers -= 1
                self._changed.notify_all()


def chat_proto_services(room, announce=True):
    """The first tutorial's; it takes every name but REFUSED_NAME."""

    def send(request, _):
        text = request.cmsg.text
        taken = text.owner not in ("", REFUSED_NAME)
        if taken:
            room.say(text.owner, text.msg)
        return chat_proto.ChatResponse(success=taken)

    def recv(_, context):
        for owner, text in room.read(context, from_history=False, announce=announce):
            yield chat_proto.ChatMessage(text=chat_proto.Text(owner=owner, msg=text))

    return {"chat_proto.Chat": {
        "send": programs.handler(send, chat_proto.ChatRequest),
        "recv": programs.handler(recv, chat_proto.Empty, "unary_stream")}}


def chat_services(room, announce=True):
    """The second tutorial's; REFUSED_NAME ends the call."""

    def talk(messages, context):
        for message in messages:
            if message.user in ("", REFUSED_NAME):
                context.abort(grpc.StatusCode.INVALID_ARGUMENT, "another name, please")
            room.say(message.user, message.message)
        return chat.Empty()

    def broadcast_message(_, context):
        for user, text in room.read(context, from_history=False, announce=announce):
            yield chat.ChatMessage(user=user, message=text)

    return {"chat.ChatService": {
        "Chat": programs.handler(talk, chat.ChatMessage, "stream_unary"),
        "broadcast_message": programs.handler(broadcast_message, chat.Empty, "unary_stream")}}


def note_services(room, announce=True):
    """The one of the chat that the calculator tutorial links to; a reader gets the history first."""

    def send_note(request, context):
        if request.name in ("", REFUSED_NAME):
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "another name, please")
        room.say(request.name, request.message)
        return note.Empty()

    def chat_stream(_, context):
        for name, text in room.read(context, from_history=True, announce=announce):
            yield note.Note(name=name, message=text)

    return {"grpc.ChatServer": {
        "SendNote": programs.handler(send_note, note.Note),
        "ChatStream": programs.handler(chat_stream, note.Empty, "unary_stream")}}
