// The door of the chat that the calculator tutorial links to: grpc.ChatServer, a unary call to
// speak and a stream that begins with the history.
#pragma once

#include "chat/methods.h"
#include "chat/rooms.h"
#include "chat_note.grpc.pb.h"

namespace workbook::chat {

/// Raw: requests and replies are bytes, see wire.h.
using RawNoteService = grpc::ChatServer::WithRawMethod_ChatStream<
    grpc::ChatServer::WithRawMethod_SendNote<grpc::ChatServer::Service>>;

class NoteService final : public RawNoteService {
 public:
  /// `rooms` has to outlive the server.
  explicit NoteService(Rooms& rooms) : rooms_(rooms) {}

  Methods methods();

 private:
  Rooms& rooms_;
};

}  // namespace workbook::chat
