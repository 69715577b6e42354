#include "chat/reader_reactor.h"

#include "rpc/status.h"

namespace workbook::chat {

ReaderReactor::ReaderReactor(Room& room, Room::From from, Door door, Encoder encoder)
    : room_(room), door_(door), encoder_(encoder) {
  room_.Join(*this, from);
  // Only now: a client that has the initial metadata may count on hearing what is said next.
  StartSendInitialMetadata();
  WriteNext();
}

void ReaderReactor::WriteNext() {
  const absl::StatusOr<Room::Reading> reading = room_.Next(*this);
  if (!reading.ok()) return LeaveAndFinish(reading.status());
  if (reading->message == nullptr) return;  // parked: the pen is gone, and `this` perhaps with it
  bytes_ = Share(reading->message, door_, encoder_);
  grpc::WriteOptions options;
  // While more waits gRPC may gather writes into one packet; the last one must not be held back.
  if (reading->more) options.set_buffer_hint();
  StartWrite(&bytes_, options);
}

void ReaderReactor::OnWriteDone(bool ok) {
  if (!ok) return LeaveAndFinish(absl::CancelledError("the reader went away"));
  WriteNext();
}

void ReaderReactor::OnCancel() {
  // Not parked: a write is in flight, and its end finds that the reader has left.
  if (room_.Leave(*this)) LeaveAndFinish(absl::CancelledError("the reader went away"));
}

void ReaderReactor::LeaveAndFinish(const absl::Status& status) {
  // We hold the pen, so it was not in the room.
  static_cast<void>(room_.Leave(*this));
  Finish(rpc::ToGrpcStatus(status));
}

}  // namespace workbook::chat
