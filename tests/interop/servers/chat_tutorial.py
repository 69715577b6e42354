"""The second chat tutorial's contract as tutorials serve it: a list for each reader, kept after its
caller has left and polled in a busy loop; it checks neither names nor texts."""

import chat_pb2 as chat
import serving


class ChatService:

    def __init__(self):
        self._inboxes = []

    def talk(self, messages, _):
        for message in messages:
            for inbox in self._inboxes:
                inbox.append(message)
        return chat.Empty()

    def broadcast_message(self, _, __):
        inbox = []
        self._inboxes.append(inbox)
        while True:
            while inbox:
                yield inbox.pop(0)

    def services(self):
        return {"chat.ChatService": {
            "Chat": serving.method(self.talk, chat.ChatMessage, "stream_unary"),
            "broadcast_message": serving.method(
                self.broadcast_message, chat.Empty, "unary_stream")}}


def main():
    flags = serving.arguments(__doc__, 33333).parse_args()
    serving.run("chat_tutorial", flags.port, ChatService().services(), workers=10)


if __name__ == "__main__":
    main()
