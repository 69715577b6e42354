"""The server of the chat that the calculator tutorial links to, without its defects."""

import grpc

import chat_note_pb2 as note
import chat_room
import serving


def services(room, announce=True, refused_name=""):
    """grpc.ChatServer in front of `room`: it refuses `refused_name` like an empty name."""

    def send_note(request, context):
        reason = chat_room.refusal(request.name, request.message)
        if reason or request.name == refused_name:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, reason or "another name, please")
        room.send(request.name, request.message)
        return note.Empty()

    def chat_stream(_, context):
        for name, text in room.read(context, from_history=True, announce=announce):
            yield note.Note(name=name, message=text)

    return {"grpc.ChatServer": {
        "SendNote": serving.careful_method(send_note, note.Note),
        "ChatStream": serving.careful_method(chat_stream, note.Empty, "unary_stream")}}


def main():
    flags = serving.arguments(__doc__, 11912).parse_args()
    room = chat_room.Room()
    serving.run("note_careful", flags.port, services(room), chat_room.WORKERS,
                serving.CAREFUL_OPTIONS, before_stop=room.evict)


if __name__ == "__main__":
    main()
