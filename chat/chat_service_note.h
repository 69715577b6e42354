// The door of the chat that the calculator tutorial links to: grpc.ChatServer, a unary call to
// speak and a stream that begins with the history.
#pragma once

#include <grpcpp/grpcpp.h>

#include "chat/reader_door.h"
#include "chat/rooms.h"
#include "chat_note.grpc.pb.h"

namespace workbook::chat {

/// Raw: requests and replies are bytes, see wire.h. The stream is the fan-out's, the rest is
/// callbacks.
using RawNoteService = grpc::ChatServer::WithRawMethod_ChatStream<
    grpc::ChatServer::WithRawCallbackMethod_SendNote<grpc::ChatServer::Service>>;

class NoteService final : public RawNoteService {
 public:
  /// `rooms` has to outlive the server.
  explicit NoteService(Rooms& rooms) : rooms_(rooms) {}

  /// See Rooms::Say for what is refused.
  grpc::ServerUnaryReactor* SendNote(grpc::CallbackServerContext* context,
                                     const grpc::ByteBuffer* request,
                                     grpc::ByteBuffer* reply) override;

  ReaderDoor ChatStreamDoor();

 private:
  Rooms& rooms_;
};

}  // namespace workbook::chat
