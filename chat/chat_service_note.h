// The door of the chat that the calculator tutorial links to: grpc.ChatServer, a unary call to
// speak and a stream that begins with the history.
#pragma once

#include <grpcpp/grpcpp.h>

#include "chat/room.h"
#include "chat_note.grpc.pb.h"

namespace workbook::chat {

/// Raw: requests and replies are bytes, see wire.h.
using RawNoteService = grpc::ChatServer::WithRawCallbackMethod_ChatStream<
    grpc::ChatServer::WithRawCallbackMethod_SendNote<grpc::ChatServer::Service>>;

class NoteService final : public RawNoteService {
 public:
  /// `room` has to outlive the server.
  explicit NoteService(Room& room) : room_(room) {}

  grpc::ServerWriteReactor<grpc::ByteBuffer>* ChatStream(grpc::CallbackServerContext* context,
                                                         const grpc::ByteBuffer* request) override;

  /// See Room::Say for what is refused.
  grpc::ServerUnaryReactor* SendNote(grpc::CallbackServerContext* context,
                                     const grpc::ByteBuffer* request,
                                     grpc::ByteBuffer* reply) override;

 private:
  Room& room_;
};

}  // namespace workbook::chat
