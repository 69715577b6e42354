"""The three tutorials' chat contracts behind one interface: tests do not depend on the contract."""

import grpc

import chat_message_pb2 as chat_proto
import chat_note_pb2 as note
import chat_pb2 as chat
import programs


class ChatProtoContract:
    """chat_proto.Chat, of the first tutorial."""

    name = "chat_proto"

    def __init__(self, channel):
        self.send = programs.call(channel, "/chat_proto.Chat/send", chat_proto.ChatResponse)
        self.recv = programs.call(
            channel, "/chat_proto.Chat/recv", chat_proto.ChatMessage, "unary_stream")

    def send_message(self, owner, text):
        message = chat_proto.ChatMessage(text=chat_proto.Text(owner=owner, msg=text))
        response = self.send(chat_proto.ChatRequest(cmsg=message), timeout=programs.TIMEOUT)
        return response.success

    def read(self):
        return self.recv(chat_proto.Empty(), timeout=programs.TIMEOUT)

    @staticmethod
    def pair_of(message):
        return message.text.owner, message.text.msg


class ChatContract:
    """chat.ChatService, of the second tutorial."""

    name = "chat"

    def __init__(self, channel):
        self.chat = programs.call(channel, "/chat.ChatService/Chat", chat.Empty, "stream_unary")
        self.broadcast_message = programs.call(
            channel, "/chat.ChatService/broadcast_message", chat.ChatMessage, "unary_stream")

    def send_message(self, owner, text):
        self.send_messages([(owner, text)])
        return True

    def send_messages(self, messages):
        """Sends all of them in one call, as the tutorial's client does."""
        self.chat(iter([chat.ChatMessage(user=user, message=text) for user, text in messages]),
                  timeout=programs.TIMEOUT)

    def read(self):
        return self.broadcast_message(chat.Empty(), timeout=programs.TIMEOUT)

    @staticmethod
    def pair_of(message):
        return message.user, message.message


class NoteContract:
    """grpc.ChatServer, of the chat that the calculator tutorial links to."""

    name = "note"

    def __init__(self, channel):
        self.send_note = programs.call(channel, "/grpc.ChatServer/SendNote", note.Empty)
        self.chat_stream = programs.call(
            channel, "/grpc.ChatServer/ChatStream", note.Note, "unary_stream")

    def send_message(self, owner, text):
        self.send_note(note.Note(name=owner, message=text), timeout=programs.TIMEOUT)
        return True

    def read(self):
        return self.chat_stream(note.Empty(), timeout=programs.TIMEOUT)

    @staticmethod
    def pair_of(message):
        return message.name, message.message


CONTRACTS = (ChatProtoContract, ChatContract, NoteContract)


class Reader:
    """Receives the messages of `contract` from its construction on."""

    def __init__(self, contract):
        self._contract = contract
        self._stream = contract.read()
        # The barrier: the server sends initial metadata once this reader is registered.
        self._stream.initial_metadata()

    def receive(self, count):
        """The next `count` messages, as (owner, text)."""
        return [self._contract.pair_of(next(self._stream)) for _ in range(count)]

    def end(self):
        """The final status code of the stream; a further message is an error."""
        try:
            message = next(self._stream)
        except (grpc.RpcError, StopIteration):
            return self._stream.code()
        raise AssertionError(f"received {self._contract.pair_of(message)}")

    def cancel(self):
        self._stream.cancel()
