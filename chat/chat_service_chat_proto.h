// The first tutorial's door: chat_proto.Chat, a unary send and a stream to read.
#pragma once

#include <grpcpp/grpcpp.h>

#include "chat/reader_door.h"
#include "chat/rooms.h"
#include "chat_message.grpc.pb.h"

namespace workbook::chat {

/// Raw: requests and replies are bytes, see wire.h. The stream is the fan-out's, the rest is
/// callbacks.
using RawChatProtoService = chat_proto::Chat::WithRawCallbackMethod_send<
    chat_proto::Chat::WithRawMethod_recv<chat_proto::Chat::Service>>;

class ChatProtoService final : public RawChatProtoService {
 public:
  /// `rooms` has to outlive the server.
  explicit ChatProtoService(Rooms& rooms) : rooms_(rooms) {}

  /// An empty owner gets success=false, as the document has it; see Rooms::Say for the rest.
  grpc::ServerUnaryReactor* send(grpc::CallbackServerContext* context,
                                 const grpc::ByteBuffer* request, grpc::ByteBuffer* reply) override;

  ReaderDoor RecvDoor();

 private:
  Rooms& rooms_;
};

}  // namespace workbook::chat
