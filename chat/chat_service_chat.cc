#include "chat/chat_service_chat.h"

#include <string>

#include "chat/reader_reactor.h"
#include "chat/wire.h"
#include "rpc/status.h"

namespace workbook::chat {
namespace {

std::string EncodeForChat(const Message& message) {
  ::chat::ChatMessage encoded;
  encoded.set_user(message.sender());
  encoded.set_message(message.text());
  return encoded.SerializeAsString();
}

// One speaker's stream. Reads are the only operation until Finish, and each reaction starts the
// next or finishes: so there is never more than one, and Finish comes once.
class ChatReactor final : public grpc::ServerReadReactor<grpc::ByteBuffer> {
 public:
  ChatReactor(Room& room, grpc::ByteBuffer* reply) : room_(room) {
    *reply = Encode(::chat::Empty());
    StartRead(&bytes_);
  }

  void OnReadDone(bool ok) override {
    // The client has half-closed, or it went away and the status reaches nobody.
    if (!ok) return Finish(grpc::Status::OK);
    const absl::Status said = Say();
    if (!said.ok()) return Finish(rpc::ToGrpcStatus(said));
    StartRead(&bytes_);
  }

  void OnDone() override { delete this; }

 private:
  absl::Status Say() {
    absl::StatusOr<::chat::ChatMessage> message = Decode<::chat::ChatMessage>(bytes_);
    if (!message.ok()) return message.status();
    return room_.Say(std::move(*message->mutable_user()), std::move(*message->mutable_message()))
        .status();
  }

  Room& room_;
  grpc::ByteBuffer bytes_;
};

}  // namespace

grpc::ServerReadReactor<grpc::ByteBuffer>* ChatService::Chat(
    grpc::CallbackServerContext* /*context*/, grpc::ByteBuffer* reply) {
  return new ChatReactor(room_, reply);
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* ChatService::broadcast_message(
    grpc::CallbackServerContext* /*context*/, const grpc::ByteBuffer* /*request*/) {
  return new ReaderReactor(room_, Room::From::kNow, Door::kChat, EncodeForChat);
}

}  // namespace workbook::chat
