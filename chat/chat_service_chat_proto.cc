#include "chat/chat_service_chat_proto.h"

#include <utility>

#include "chat/wire.h"

namespace workbook::chat {
namespace {

absl::StatusOr<grpc::ByteBuffer> AnswerSend(Rooms& rooms, const Caller& caller,
                                            const grpc::ByteBuffer& bytes) {
  absl::StatusOr<chat_proto::ChatRequest> request = Decode<chat_proto::ChatRequest>(bytes);
  if (!request.ok()) return request.status();
  chat_proto::Text& text = *request->mutable_cmsg()->mutable_text();
  std::string owner = NameOf(caller, std::move(*text.mutable_owner()));
  chat_proto::ChatResponse response;
  if (owner.empty()) return Encode(response);  // success is false
  const auto said = rooms.Say(kLobby,
                              {.sender = std::move(owner),
                               .text = std::move(*text.mutable_msg()),
                               .connection = caller.connection},
                              absl::Now());
  if (!said.ok()) return said.status();
  response.set_success(true);
  return Encode(response);
}

}  // namespace

Methods ChatProtoService::methods() {
  UnaryMethod send{
      .wait_for_call =
          [this](auto* context, auto* request, auto* responder, auto* queue, void* tag) {
            Requestsend(context, request, responder, queue, queue, tag);
          },
      .answer =
          [this](const Caller& caller, const grpc::ByteBuffer& request) {
            return AnswerSend(rooms_, caller, request);
          }};
  ReaderMethod recv{
      .wait_for_call = [this](
                           auto* context, auto* request, auto* writer, auto* queue,
                           void* tag) { Requestrecv(context, request, writer, queue, queue, tag); },
      .admit =
          [this](const Caller&, const grpc::ByteBuffer& request) {
            return EnterLobby(rooms_, Decode<chat_proto::Empty>(request).status(), kFromNow);
          },
      .take_message = TakeWrappedMessage};
  return {.unary = {std::move(send)}, .readers = {std::move(recv)}};
}

}  // namespace workbook::chat
