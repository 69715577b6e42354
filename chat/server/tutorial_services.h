// The three tutorials' contracts, all with the lobby behind them: a message that one client sends
// reaches the readers of every contract.
#pragma once

#include <vector>

#include "chat.grpc.pb.h"
#include "chat/core/rooms.h"
#include "chat/server/loop.h"
#include "chat_message.grpc.pb.h"
#include "chat_note.grpc.pb.h"

namespace workbook::chat::server {

// ---- Raw: requests and replies are bytes (wire.h) ----

using RawChatProtoService = chat_proto::Chat::WithRawMethod_send<
    chat_proto::Chat::WithRawMethod_recv<chat_proto::Chat::Service>>;
using RawChatService = ::chat::ChatService::WithRawMethod_Chat<
    ::chat::ChatService::WithRawMethod_broadcast_message<::chat::ChatService::Service>>;
using RawNoteService = grpc::ChatServer::WithRawMethod_ChatStream<
    grpc::ChatServer::WithRawMethod_SendNote<grpc::ChatServer::Service>>;

/// The first tutorial's chat_proto.Chat: a unary send, and a stream to read.
class ChatProtoService final : public RawChatProtoService {
 public:
  /// `rooms` has to outlive the server.
  explicit ChatProtoService(core::Rooms& rooms) : rooms_(rooms) {}

  /// An empty owner gets success=false, as in the tutorial; Rooms::Send has the other errors.
  std::vector<StartCall> calls();

 private:
  core::Rooms& rooms_;
};

/// The second tutorial's chat.ChatService: a stream to send, and a stream to read.
class ChatService final : public RawChatService {
 public:
  /// `rooms` has to outlive the server.
  explicit ChatService(core::Rooms& rooms) : rooms_(rooms) {}

  /// A sending stream ends with the status of the first message that Rooms::Send refuses.
  std::vector<StartCall> calls();

 private:
  core::Rooms& rooms_;
};

/// grpc.ChatServer, the chat that the calculator tutorial links to: a unary send, and a stream that
/// begins with the history.
class NoteService final : public RawNoteService {
 public:
  /// `rooms` has to outlive the server.
  explicit NoteService(core::Rooms& rooms) : rooms_(rooms) {}

  std::vector<StartCall> calls();

 private:
  core::Rooms& rooms_;
};

}  // namespace workbook::chat::server
