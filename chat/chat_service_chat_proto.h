// The first tutorial's door: chat_proto.Chat, a unary send and a stream to read.
#pragma once

#include <grpcpp/grpcpp.h>

#include "chat/room.h"
#include "chat_message.grpc.pb.h"

namespace workbook::chat {

/// Raw: requests and replies are bytes, see wire.h.
using RawChatProtoService = chat_proto::Chat::WithRawCallbackMethod_send<
    chat_proto::Chat::WithRawCallbackMethod_recv<chat_proto::Chat::Service>>;

class ChatProtoService final : public RawChatProtoService {
 public:
  /// `room` has to outlive the server.
  explicit ChatProtoService(Room& room) : room_(room) {}

  /// An empty owner gets success=false, as the document has it; see Room::Say for the rest.
  grpc::ServerUnaryReactor* send(grpc::CallbackServerContext* context,
                                 const grpc::ByteBuffer* request, grpc::ByteBuffer* reply) override;

  grpc::ServerWriteReactor<grpc::ByteBuffer>* recv(grpc::CallbackServerContext* context,
                                                   const grpc::ByteBuffer* request) override;

 private:
  Room& room_;
};

}  // namespace workbook::chat
