#include "tests/mutants/chat_contracts.h"

namespace workbook::tests {

using Message = CorrectChat::Message;

grpc::Status ChatProtoService::send(grpc::ServerContext* context,
                                    const chat_proto::ChatRequest* request,
                                    chat_proto::ChatResponse* response) {
  const chat_proto::Text& text = request->cmsg().text();
  bool success = false;
  const grpc::Status status =
      chat().SendOrFail({text.owner(), text.msg(), context->peer()}, success);
  response->set_success(success);
  return status;
}

grpc::Status ChatProtoService::recv(grpc::ServerContext* context, const chat_proto::Empty*,
                                    grpc::ServerWriter<chat_proto::ChatMessage>* writer) {
  return Read(context, false, writer, [](const Message& message, chat_proto::ChatMessage& wire) {
    wire.mutable_text()->set_owner(message.sender);
    wire.mutable_text()->set_msg(message.text);
  });
}

grpc::Status ChatStreamService::Chat(grpc::ServerContext* context,
                                     grpc::ServerReader<::chat::ChatMessage>* stream,
                                     ::chat::Empty*) {
  return chat().SendStream(*context, *stream);
}

grpc::Status ChatStreamService::broadcast_message(grpc::ServerContext* context,
                                                  const ::chat::Empty*,
                                                  grpc::ServerWriter<::chat::ChatMessage>* writer) {
  return Read(context, false, writer, [](const Message& message, ::chat::ChatMessage& wire) {
    wire.set_user(message.sender);
    wire.set_message(message.text);
  });
}

grpc::Status NoteService::SendNote(grpc::ServerContext* context, const grpc::Note* note,
                                   grpc::Empty*) {
  return chat().Send({note->name(), note->message(), context->peer()});
}

grpc::Status NoteService::ChatStream(grpc::ServerContext* context, const grpc::Empty*,
                                     grpc::ServerWriter<grpc::Note>* writer) {
  return Read(context, true, writer, [](const Message& message, grpc::Note& wire) {
    wire.set_name(message.sender);
    wire.set_message(message.text);
  });
}

}  // namespace workbook::tests
