// The second tutorial's door: chat.ChatService, a stream to speak and a stream to read.
#pragma once

#include "chat.grpc.pb.h"
#include "chat/methods.h"
#include "chat/rooms.h"

namespace workbook::chat {

/// Raw: requests and replies are bytes, see wire.h.
using RawChatService = ::chat::ChatService::WithRawMethod_Chat<
    ::chat::ChatService::WithRawMethod_broadcast_message<::chat::ChatService::Service>>;

class ChatService final : public RawChatService {
 public:
  /// `rooms` has to outlive the server.
  explicit ChatService(Rooms& rooms) : rooms_(rooms) {}

  /// A speaker's stream ends at the first message that Rooms::Say refuses, with its status.
  Methods methods();

 private:
  Rooms& rooms_;
};

}  // namespace workbook::chat
