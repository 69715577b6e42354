// The second tutorial's door: chat.ChatService, a stream to speak and a stream to read.
#pragma once

#include <grpcpp/grpcpp.h>

#include "chat.grpc.pb.h"
#include "chat/room.h"

namespace workbook::chat {

/// Raw: requests and replies are bytes, see wire.h.
using RawChatService = ::chat::ChatService::WithRawCallbackMethod_Chat<
    ::chat::ChatService::WithRawCallbackMethod_broadcast_message<::chat::ChatService::Service>>;

class ChatService final : public RawChatService {
 public:
  /// `room` has to outlive the server.
  explicit ChatService(Room& room) : room_(room) {}

  /// Ends at the first message that Room::Say refuses, with its status.
  grpc::ServerReadReactor<grpc::ByteBuffer>* Chat(grpc::CallbackServerContext* context,
                                                  grpc::ByteBuffer* reply) override;

  grpc::ServerWriteReactor<grpc::ByteBuffer>* broadcast_message(
      grpc::CallbackServerContext* context, const grpc::ByteBuffer* request) override;

 private:
  Room& room_;
};

}  // namespace workbook::chat
