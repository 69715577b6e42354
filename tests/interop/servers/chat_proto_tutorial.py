"""The first chat tutorial's server with its defects: all readers share one cursor, so that each message
reaches one of them; each polls in a busy loop, even after its caller has left."""

import chat_message_pb2 as chat_proto
import serving


class Chat:

    def __init__(self):
        self._messages = []
        self._cursor = 0

    def send(self, request, _):
        if not request.cmsg.text.owner:
            return chat_proto.ChatResponse(success=False)
        self._messages.append(request.cmsg)
        return chat_proto.ChatResponse(success=True)

    def recv(self, _, __):
        while True:
            while self._cursor < len(self._messages):
                message = self._messages[self._cursor]
                self._cursor += 1
                yield message

    def services(self):
        return {"chat_proto.Chat": {
            "send": serving.method(self.send, chat_proto.ChatRequest),
            "recv": serving.method(self.recv, chat_proto.Empty, "unary_stream")}}


def main():
    flags = serving.arguments(__doc__, 33333).parse_args()
    serving.run("chat_proto_tutorial", flags.port, Chat().services(), workers=10)


if __name__ == "__main__":
    main()
