"""The first chat tutorial's server, without its defects."""

import grpc

import chat_message_pb2 as chat_proto
import chat_room
import serving


def services(room, announce=True, refused_name=""):
    """chat_proto.Chat in front of `room`: it refuses an empty owner and `refused_name`."""

    def send(request, context):
        text = request.cmsg.text
        # The contract has a field for this refusal.
        if text.owner in ("", refused_name):
            return chat_proto.ChatResponse(success=False)
        reason = chat_room.refusal(text.owner, text.msg)
        if reason:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, reason)
        room.send(text.owner, text.msg)
        return chat_proto.ChatResponse(success=True)

    def recv(_, context):
        for owner, text in room.read(context, from_history=False, announce=announce):
            yield chat_proto.ChatMessage(text=chat_proto.Text(owner=owner, msg=text))

    return {"chat_proto.Chat": {
        "send": serving.careful_method(send, chat_proto.ChatRequest),
        "recv": serving.careful_method(recv, chat_proto.Empty, "unary_stream")}}


def main():
    flags = serving.arguments(__doc__, 33333).parse_args()
    room = chat_room.Room()
    serving.run("chat_proto_careful", flags.port, services(room), chat_room.WORKERS,
                serving.CAREFUL_OPTIONS, before_stop=room.evict)


if __name__ == "__main__":
    main()
