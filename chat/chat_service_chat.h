// The second tutorial's door: chat.ChatService, a stream to speak and a stream to read.
#pragma once

#include <grpcpp/grpcpp.h>

#include "chat.grpc.pb.h"
#include "chat/reader_door.h"
#include "chat/rooms.h"

namespace workbook::chat {

/// Raw: requests and replies are bytes, see wire.h. The readers' stream is the fan-out's, the
/// speakers' is callbacks.
using RawChatService = ::chat::ChatService::WithRawCallbackMethod_Chat<
    ::chat::ChatService::WithRawMethod_broadcast_message<::chat::ChatService::Service>>;

class ChatService final : public RawChatService {
 public:
  /// `rooms` has to outlive the server.
  explicit ChatService(Rooms& rooms) : rooms_(rooms) {}

  /// Ends at the first message that Rooms::Say refuses, with its status. One who only speaks too
  /// fast is not refused but read from more slowly: the contract answers a stream, not a message,
  /// so to end it would lose what is on its way.
  grpc::ServerReadReactor<grpc::ByteBuffer>* Chat(grpc::CallbackServerContext* context,
                                                  grpc::ByteBuffer* reply) override;

  ReaderDoor BroadcastDoor();

 private:
  Rooms& rooms_;
};

}  // namespace workbook::chat
