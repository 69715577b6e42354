#include "chat/chat_service_chat.h"

#include <utility>

#include "chat/wire.h"

namespace workbook::chat {
namespace {

absl::StatusOr<Saying> Read(const Caller& caller, const grpc::ByteBuffer& bytes) {
  absl::StatusOr<::chat::ChatMessage> message = Decode<::chat::ChatMessage>(bytes);
  if (!message.ok()) return message.status();
  return Saying{.sender = NameOf(caller, std::move(*message->mutable_user())),
                .text = std::move(*message->mutable_message()),
                .connection = caller.connection};
}

}  // namespace

Methods ChatService::methods() {
  SpeakerMethod chat{
      .wait_for_call = [this](auto* context, auto* reader, auto* queue,
                              void* tag) { RequestChat(context, reader, queue, queue, tag); },
      .read = Read,
      .reply = Encode(::chat::Empty())};
  ReaderMethod broadcast_message{
      .wait_for_call =
          [this](auto* context, auto* request, auto* writer, auto* queue, void* tag) {
            Requestbroadcast_message(context, request, writer, queue, queue, tag);
          },
      .admit =
          [this](const Caller&, const grpc::ByteBuffer& request) {
            return EnterLobby(rooms_, Decode<::chat::Empty>(request).status(), kFromNow);
          },
      .take_message = TakeMessage};
  return {.readers = {std::move(broadcast_message)}, .speakers = {std::move(chat)}};
}

}  // namespace workbook::chat
