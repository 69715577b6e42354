"""A careful server of the workbook's own chat contract. rooms.py and room.py hold the rooms; here is the
gRPC part. It omits two options of the contract: it does not throttle senders, and it does not end the
call of a reader that stops reading; when that one goes on, a Gap reports what it has missed."""

import contextlib

import grpc

import chat_room
import serving
from room import Refusal
from rooms import CLOSED, Rooms
from workbook.chat.v1 import chat_pb2 as chat

MAX_ROOM_NAME_BYTES = 64
MAX_NAME_BYTES = 256
MAX_ID_BYTES = 64
HISTORY = 100  # the default number of messages
MAX_HISTORY = 1000
MAX_HISTORY_BYTES = 1024 * 1024


@contextlib.contextmanager
def refusals_as_status(context):
    """Ends the call with the status of a Refusal in the block."""
    try:
        yield
    except Refusal as refusal:
        context.abort(refusal.code, refusal.reason)


def check(what, value, least, most):
    """Checks the size in bytes, which bounds memory. The parser has checked the UTF-8."""
    size = len(value.encode())
    if not least <= size <= most:
        raise Refusal(grpc.StatusCode.INVALID_ARGUMENT,
                      f"the {what} has {size} bytes; the limits are {least} to {most}")


def services(rooms):
    """workbook.chat.v1.ChatService in front of `rooms`."""

    def join(request, context):
        with refusals_as_status(context):
            check("room", request.room, 1, MAX_ROOM_NAME_BYTES)
            check("participant", request.participant, 0, MAX_NAME_BYTES)
            reader = rooms.join(request)
        # gRPC calls it when the call ends for any reason, even while a caller that does not read blocks
        # this thread.
        if not context.add_callback(lambda: rooms.leave(reader)):
            rooms.leave(reader)
            return
        context.send_initial_metadata(())
        while events := rooms.events_for(reader):
            yield chat.JoinResponse(events=events)
        if context.is_active():
            notice = chat.Event(notice=chat.Notice(kind="KIND_SHUTTING_DOWN"))
            notice.time.GetCurrentTime()
            yield chat.JoinResponse(events=[notice])
            context.abort(grpc.StatusCode.UNAVAILABLE, CLOSED)

    def send(request, context):
        with refusals_as_status(context):
            check("room", request.room, 1, MAX_ROOM_NAME_BYTES)
            check("sender", request.sender, 1, MAX_NAME_BYTES)
            check("text", request.text, 0, chat_room.MAX_TEXT_BYTES)
            check("message_id", request.message_id, 0, MAX_ID_BYTES)
            sequence, duplicate, epoch = rooms.send(
                request.room, request.sender, request.text, request.message_id)
        return chat.SendResponse(sequence=sequence, epoch=epoch, duplicate=duplicate)

    def get_history(request, context):
        with refusals_as_status(context):
            check("room", request.room, 1, MAX_ROOM_NAME_BYTES)
            count = min(request.max_messages or HISTORY, MAX_HISTORY)
            events, more, epoch = rooms.history(
                request.room, count, MAX_HISTORY_BYTES, request.before_sequence)
        return chat.GetHistoryResponse(events=events, epoch=epoch, more=more)

    return {"workbook.chat.v1.ChatService": {
        "Join": serving.careful_method(join, chat.JoinRequest, "unary_stream"),
        "Send": serving.careful_method(send, chat.SendRequest),
        "GetHistory": serving.careful_method(get_history, chat.GetHistoryRequest)}}


def main():
    flags = serving.arguments(__doc__, 33333).parse_args()
    rooms = Rooms()
    serving.run("room_careful", flags.port, services(rooms), chat_room.WORKERS,
                serving.CAREFUL_OPTIONS, before_stop=rooms.close)


if __name__ == "__main__":
    main()
