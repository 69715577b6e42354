// The chat's own door: workbook.chat.v1.ChatService, rooms by name, with acknowledged sends and
// streams that can be resumed.
#pragma once

#include <grpcpp/grpcpp.h>

#include "chat/reader_door.h"
#include "chat/rooms.h"
#include "workbook/chat/v1/chat.grpc.pb.h"

namespace workbook::chat {

/// Raw: requests and replies are bytes, see wire.h. The stream is the fan-out's, the rest is
/// callbacks.
using RawRoomService =
    v1::ChatService::WithRawMethod_Join<v1::ChatService::WithRawCallbackMethod_Send<
        v1::ChatService::WithRawCallbackMethod_GetHistory<v1::ChatService::Service>>>;

class RoomService final : public RawRoomService {
 public:
  /// `rooms` has to outlive the server.
  explicit RoomService(Rooms& rooms) : rooms_(rooms) {}

  grpc::ServerUnaryReactor* Send(grpc::CallbackServerContext* context,
                                 const grpc::ByteBuffer* request, grpc::ByteBuffer* reply) override;

  grpc::ServerUnaryReactor* GetHistory(grpc::CallbackServerContext* context,
                                       const grpc::ByteBuffer* request,
                                       grpc::ByteBuffer* reply) override;

  ReaderDoor JoinDoor();

 private:
  Rooms& rooms_;
};

}  // namespace workbook::chat
