"""The three tutorials' chat contracts behind one face: what a test says and hears does not depend
on the door."""

import grpc

import chat_message_pb2 as chat_proto
import chat_note_pb2 as note
import chat_pb2 as chat
import programs


class ChatProtoDoor:
    """chat_proto.Chat, of the first tutorial."""

    name = "chat_proto"

    def __init__(self, channel):
        self.send = programs.call(channel, "/chat_proto.Chat/send", chat_proto.ChatResponse)
        self.recv = programs.call(
            channel, "/chat_proto.Chat/recv", chat_proto.ChatMessage, "unary_stream")

    def say(self, owner, text):
        message = chat_proto.ChatMessage(text=chat_proto.Text(owner=owner, msg=text))
        response = self.send(chat_proto.ChatRequest(cmsg=message), timeout=programs.TIMEOUT)
        return response.success

    def listen(self):
        return self.recv(chat_proto.Empty(), timeout=programs.TIMEOUT)

    @staticmethod
    def heard(message):
        return message.text.owner, message.text.msg


class ChatDoor:
    """chat.ChatService, of the second tutorial."""

    name = "chat"

    def __init__(self, channel):
        self.chat = programs.call(channel, "/chat.ChatService/Chat", chat.Empty, "stream_unary")
        self.broadcast_message = programs.call(
            channel, "/chat.ChatService/broadcast_message", chat.ChatMessage, "unary_stream")

    def say(self, owner, text):
        self.say_all([(owner, text)])
        return True

    def say_all(self, messages):
        """One call for all of them, as the tutorial's client keeps one open."""
        self.chat(iter([chat.ChatMessage(user=user, message=text) for user, text in messages]),
                  timeout=programs.TIMEOUT)

    def listen(self):
        return self.broadcast_message(chat.Empty(), timeout=programs.TIMEOUT)

    @staticmethod
    def heard(message):
        return message.user, message.message


class NoteDoor:
    """grpc.ChatServer, of the chat that the calculator tutorial links to."""

    name = "note"

    def __init__(self, channel):
        self.send_note = programs.call(channel, "/grpc.ChatServer/SendNote", note.Empty)
        self.chat_stream = programs.call(
            channel, "/grpc.ChatServer/ChatStream", note.Note, "unary_stream")

    def say(self, owner, text):
        self.send_note(note.Note(name=owner, message=text), timeout=programs.TIMEOUT)
        return True

    def listen(self):
        return self.chat_stream(note.Empty(), timeout=programs.TIMEOUT)

    @staticmethod
    def heard(message):
        return message.name, message.message


DOORS = (ChatProtoDoor, ChatDoor, NoteDoor)


class Reader:
    """One who hears what is said through `door`, from the moment it is made."""

    def __init__(self, door):
        self._door = door
        self._stream = door.listen()
        # The barrier: the server sends its initial metadata once this reader is registered.
        self._stream.initial_metadata()

    def hear(self, count):
        """The next `count` messages, as (owner, text)."""
        return [self._door.heard(next(self._stream)) for _ in range(count)]

    def end(self):
        """The status code that the stream ends with; nothing more may be heard before."""
        try:
            message = next(self._stream)
        except (grpc.RpcError, StopIteration):
            return self._stream.code()
        raise AssertionError(f"heard {self._door.heard(message)}")

    def cancel(self):
        self._stream.cancel()
