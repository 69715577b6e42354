// The chat's own contract: workbook.chat.v1.ChatService, rooms by name, with acknowledged sends and
// streams that can be resumed.
#pragma once

#include <vector>

#include "chat/core/rooms.h"
#include "chat/server/loop.h"
#include "workbook/chat/v1/chat.grpc.pb.h"

namespace workbook::chat::server {

/// Raw: requests and replies are bytes (wire.h).
using RawRoomService = v1::ChatService::WithRawMethod_Join<v1::ChatService::WithRawMethod_Send<
    v1::ChatService::WithRawMethod_GetHistory<v1::ChatService::Service>>>;

class RoomService final : public RawRoomService {
 public:
  /// `rooms` has to outlive the server.
  explicit RoomService(core::Rooms& rooms) : rooms_(rooms) {}

  std::vector<StartCall> calls();

 private:
  core::Rooms& rooms_;
};

}  // namespace workbook::chat::server
