"""The second chat tutorial's server, without its defects."""

import grpc

import chat_pb2 as chat
import chat_room
import serving


def services(room, announce=True, refused_name=""):
    """chat.ChatService in front of `room`: it refuses `refused_name` like an empty name."""

    def talk(messages, context):
        for message in messages:
            reason = chat_room.refusal(message.user, message.message)
            if reason or message.user == refused_name:
                context.abort(grpc.StatusCode.INVALID_ARGUMENT, reason or "another name, please")
            room.send(message.user, message.message)
        return chat.Empty()

    def broadcast_message(_, context):
        for user, text in room.read(context, from_history=False, announce=announce):
            yield chat.ChatMessage(user=user, message=text)

    return {"chat.ChatService": {
        "Chat": serving.careful_method(talk, chat.ChatMessage, "stream_unary"),
        "broadcast_message": serving.careful_method(
            broadcast_message, chat.Empty, "unary_stream")}}


def main():
    flags = serving.arguments(__doc__, 33333).parse_args()
    room = chat_room.Room()
    serving.run("chat_careful", flags.port, services(room), chat_room.WORKERS,
                serving.CAREFUL_OPTIONS, before_stop=room.evict)


if __name__ == "__main__":
    main()
