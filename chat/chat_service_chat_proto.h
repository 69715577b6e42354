// The first tutorial's door: chat_proto.Chat, a unary send and a stream to read.
#pragma once

#include "chat/methods.h"
#include "chat/rooms.h"
#include "chat_message.grpc.pb.h"

namespace workbook::chat {

/// Raw: requests and replies are bytes, see wire.h.
using RawChatProtoService = chat_proto::Chat::WithRawMethod_send<
    chat_proto::Chat::WithRawMethod_recv<chat_proto::Chat::Service>>;

class ChatProtoService final : public RawChatProtoService {
 public:
  /// `rooms` has to outlive the server.
  explicit ChatProtoService(Rooms& rooms) : rooms_(rooms) {}

  /// An empty owner gets success=false, as the document has it; see Rooms::Say for the rest.
  Methods methods();

 private:
  Rooms& rooms_;
};

}  // namespace workbook::chat
