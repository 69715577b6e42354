"""The chat that the calculator tutorial links to, with its defects: it keeps every message forever, and
each reader polls in a busy loop, even after its caller has left."""

import chat_note_pb2 as note
import serving


class ChatServer:

    def __init__(self):
        self._notes = []

    def send_note(self, request, _):
        self._notes.append(request)
        return note.Empty()

    def chat_stream(self, _, __):
        position = 0
        while True:
            while position < len(self._notes):
                yield self._notes[position]
                position += 1

    def services(self):
        return {"grpc.ChatServer": {
            "SendNote": serving.method(self.send_note, note.Note),
            "ChatStream": serving.method(self.chat_stream, note.Empty, "unary_stream")}}


def main():
    flags = serving.arguments(__doc__, 11912).parse_args()
    serving.run("note_tutorial", flags.port, ChatServer().services(), workers=10)


if __name__ == "__main__":
    main()
