"""A server of the workbook's own chat contract, with care. What a room is stands in rooms.py and
room.py; here is what gRPC has to do with it. Two things that the contract allows it leaves out: nobody
is told to speak more slowly, and a reader that takes nothing is not cut; when it goes on, a Gap tells
what it has missed."""

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
HISTORY = 100  # how many messages, unless told
MAX_HISTORY = 1000
MAX_HISTORY_BYTES = 1024 * 1024


@contextlib.contextmanager
def refusals_told(context):
    """A Refusal in the block is the call's status."""
    try:
        yield
    except Refusal as refusal:
        context.abort(refusal.code, refusal.reason)


def check(what, value, least, most):
    """In bytes: characters are not what memory is made of. That they are UTF-8 the parser has seen to."""
    size = len(value.encode())
    if not least <= size <= most:
        raise Refusal(grpc.StatusCode.INVALID_ARGUMENT,
                      f"the {what} has {size} bytes, not {least} to {most}")


def services(rooms):
    """workbook.chat.v1.ChatService in front of `rooms`."""

    def join(request, context):
        with refusals_told(context):
            check("room", request.room, 1, MAX_ROOM_NAME_BYTES)
            check("participant", request.participant, 0, MAX_NAME_BYTES)
            reader = rooms.enter(request)
        # Comes when the call is over, however it ends, also while this thread is held up by a caller
        # who does not read.
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
        with refusals_told(context):
            check("room", request.room, 1, MAX_ROOM_NAME_BYTES)
            check("sender", request.sender, 1, MAX_NAME_BYTES)
            check("text", request.text, 0, chat_room.MAX_TEXT_BYTES)
            check("message_id", request.message_id, 0, MAX_ID_BYTES)
            sequence, duplicate, epoch = rooms.say(
                request.room, request.sender, request.text, request.message_id)
        return chat.SendResponse(sequence=sequence, epoch=epoch, duplicate=duplicate)

    def get_history(request, context):
        with refusals_told(context):
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
