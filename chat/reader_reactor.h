// One reader's stream: the same for every door but for the encoding and the place to begin.
#pragma once

#include <grpcpp/grpcpp.h>

#include "chat/message.h"
#include "chat/room.h"
#include "chat/wire.h"

namespace workbook::chat {

/// Streams a room to one client until it goes away, falls behind or the room closes. Each method
/// that writes or finishes does so because it holds the pen (room.h): that is why no lock is needed
/// here, why one write is in flight at most, and why Finish is called once.
class ReaderReactor final : public grpc::ServerWriteReactor<grpc::ByteBuffer>, public Subscriber {
 public:
  ReaderReactor(Room& room, Room::From from, Door door, Encoder encoder);

  void OnNews() override { WriteNext(); }
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override { delete this; }

 private:
  // Both are for the holder of the pen; Finish is its last act.
  void WriteNext();
  void LeaveAndFinish(const absl::Status& status);

  Room& room_;
  const Door door_;
  const Encoder encoder_;
  grpc::ByteBuffer bytes_;  // of the write in flight
};

}  // namespace workbook::chat
