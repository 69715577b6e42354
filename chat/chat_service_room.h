// The chat's own door: workbook.chat.v1.ChatService, rooms by name, with acknowledged sends and
// streams that can be resumed.
#pragma once

#include "chat/methods.h"
#include "chat/rooms.h"
#include "workbook/chat/v1/chat.grpc.pb.h"

namespace workbook::chat {

/// Raw: requests and replies are bytes, see wire.h.
using RawRoomService = v1::ChatService::WithRawMethod_Join<v1::ChatService::WithRawMethod_Send<
    v1::ChatService::WithRawMethod_GetHistory<v1::ChatService::Service>>>;

class RoomService final : public RawRoomService {
 public:
  /// `rooms` has to outlive the server.
  explicit RoomService(Rooms& rooms) : rooms_(rooms) {}

  Methods methods();

 private:
  Rooms& rooms_;
};

}  // namespace workbook::chat
