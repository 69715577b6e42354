#include "chat/chat_service_chat_proto.h"

#include <string>

#include "chat/reader_reactor.h"
#include "chat/wire.h"
#include "rpc/status.h"

namespace workbook::chat {
namespace {

std::string EncodeForChatProto(const Message& message) {
  chat_proto::ChatMessage encoded;
  encoded.mutable_text()->set_owner(message.sender());
  encoded.mutable_text()->set_msg(message.text());
  return encoded.SerializeAsString();
}

absl::StatusOr<chat_proto::ChatResponse> Send(Room& room, const grpc::ByteBuffer& bytes) {
  absl::StatusOr<chat_proto::ChatRequest> request = Decode<chat_proto::ChatRequest>(bytes);
  if (!request.ok()) return request.status();
  chat_proto::Text& text = *request->mutable_cmsg()->mutable_text();
  chat_proto::ChatResponse response;
  if (text.owner().empty()) return response;  // success is false
  const absl::StatusOr<uint64_t> said =
      room.Say(std::move(*text.mutable_owner()), std::move(*text.mutable_msg()));
  if (!said.ok()) return said.status();
  response.set_success(true);
  return response;
}

}  // namespace

grpc::ServerUnaryReactor* ChatProtoService::send(grpc::CallbackServerContext* context,
                                                 const grpc::ByteBuffer* request,
                                                 grpc::ByteBuffer* reply) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(rpc::Answer(
      Send(room_, *request),
      [reply](const chat_proto::ChatResponse& response) { *reply = Encode(response); }));
  return reactor;
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* ChatProtoService::recv(
    grpc::CallbackServerContext* /*context*/, const grpc::ByteBuffer* /*request*/) {
  return new ReaderReactor(room_, Room::From::kNow, Door::kChatProto, EncodeForChatProto);
}

}  // namespace workbook::chat
