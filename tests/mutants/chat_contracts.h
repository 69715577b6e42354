// The tutorials' chat contracts in the synchronous API, in front of a CorrectChat.
#pragma once

#include <grpcpp/grpcpp.h>

#include "chat.grpc.pb.h"
#include "chat_message.grpc.pb.h"
#include "chat_note.grpc.pb.h"
#include "tests/mutants/correct_chat.h"

namespace workbook::tests {

/// A service of one contract. The chat comes after the constructor: gRPC's templates for methods
/// that take bytes call a constructor without arguments.
template <typename Contract>
class ContractOf : public Contract {
 public:
  void Use(CorrectChat& chat) { chat_ = &chat; }

 protected:
  CorrectChat& chat() { return *chat_; }

  /// `fill` copies a message into one of the contract.
  template <typename Wire, typename Fill>
  grpc::Status Read(grpc::ServerContext* context, bool with_history,
                    grpc::ServerWriter<Wire>* writer, const Fill& fill) {
    const auto write = [writer, &fill](const CorrectChat::Message& message) {
      Wire wire;
      fill(message, wire);
      return writer->Write(wire);
    };
    return chat().Read(
        *context, with_history,
        {.send_metadata = [writer] { writer->SendInitialMetadata(); }, .write = write});
  }

 private:
  CorrectChat* chat_ = nullptr;
};

class ChatProtoService : public ContractOf<chat_proto::Chat::Service> {
 public:
  grpc::Status send(grpc::ServerContext* context, const chat_proto::ChatRequest* request,
                    chat_proto::ChatResponse* response) override;
  grpc::Status recv(grpc::ServerContext* context, const chat_proto::Empty* request,
                    grpc::ServerWriter<chat_proto::ChatMessage>* writer) override;
};

class ChatStreamService : public ContractOf<::chat::ChatService::Service> {
 public:
  grpc::Status Chat(grpc::ServerContext* context, grpc::ServerReader<::chat::ChatMessage>* stream,
                    ::chat::Empty* response) override;
  grpc::Status broadcast_message(grpc::ServerContext* context, const ::chat::Empty* request,
                                 grpc::ServerWriter<::chat::ChatMessage>* writer) override;
};

class NoteService : public ContractOf<grpc::ChatServer::Service> {
 public:
  grpc::Status SendNote(grpc::ServerContext* context, const grpc::Note* note,
                        grpc::Empty* response) override;
  grpc::Status ChatStream(grpc::ServerContext* context, const grpc::Empty* request,
                          grpc::ServerWriter<grpc::Note>* writer) override;
};

}  // namespace workbook::tests
