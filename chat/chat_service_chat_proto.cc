#include "chat/chat_service_chat_proto.h"

#include <utility>

#include "chat/speaking.h"
#include "chat/wire.h"

namespace workbook::chat {
namespace {

absl::StatusOr<chat_proto::ChatResponse> Send(Rooms& rooms, const grpc::ByteBuffer& bytes) {
  absl::StatusOr<chat_proto::ChatRequest> request = Decode<chat_proto::ChatRequest>(bytes);
  if (!request.ok()) return request.status();
  chat_proto::Text& text = *request->mutable_cmsg()->mutable_text();
  chat_proto::ChatResponse response;
  if (text.owner().empty()) return response;  // success is false
  const auto said = rooms.Say(
      kLobby, {.sender = std::move(*text.mutable_owner()), .text = std::move(*text.mutable_msg())},
      absl::Now());
  if (!said.ok()) return said.status();
  response.set_success(true);
  return response;
}

}  // namespace

grpc::ServerUnaryReactor* ChatProtoService::send(grpc::CallbackServerContext* context,
                                                 const grpc::ByteBuffer* request,
                                                 grpc::ByteBuffer* reply) {
  return Reply(*context, Send(rooms_, *request), *reply);
}

ReaderDoor ChatProtoService::RecvDoor() {
  return {.wait_for_call =
              [this](auto* context, auto* request, auto* writer, auto* queue, void* tag) {
                Requestrecv(context, request, writer, queue, queue, tag);
              },
          .admit = [this](const grpc::ServerContext&,
                          const grpc::ByteBuffer&) { return EnterLobby(rooms_, kFromNow); },
          .take_message = TakeWrappedMessage};
}

}  // namespace workbook::chat
