#include "chat/chat_service_chat.h"

#include <grpcpp/alarm.h>

#include <utility>

#include "chat/speaking.h"
#include "chat/wire.h"
#include "rpc/status.h"

namespace workbook::chat {
namespace {

// One speaker's stream. A read, or an alarm, is the only operation until Finish, and each reaction
// starts the next or finishes: so there is never more than one, and Finish comes once.
class ChatReactor final : public grpc::ServerReadReactor<grpc::ByteBuffer> {
 public:
  ChatReactor(Rooms& rooms, grpc::ByteBuffer* reply) : rooms_(rooms) {
    *reply = Encode(::chat::Empty());
    StartRead(&bytes_);
  }

  void OnReadDone(bool ok) override {
    // The client has half-closed, or it went away and the status reaches nobody.
    if (!ok) return Finish(grpc::Status::OK);
    absl::StatusOr<::chat::ChatMessage> message = Decode<::chat::ChatMessage>(bytes_);
    if (!message.ok()) return Finish(rpc::ToGrpcStatus(message.status()));
    saying_ = {.sender = std::move(*message->mutable_user()),
               .text = std::move(*message->mutable_message())};
    Say();
  }

  void OnDone() override { delete this; }

 private:
  void Say() {
    const absl::Status said = rooms_.Say(kLobby, saying_, absl::Now()).status();
    if (said.ok()) return StartRead(&bytes_);
    const auto delay = RetryDelay(said);
    if (!delay.has_value()) return Finish(rpc::ToGrpcStatus(said));
    // Nothing is read meanwhile, so that flow control stops the speaker.
    again_.Set(absl::ToChronoTime(absl::Now() + *delay), [this](bool) { Say(); });
  }

  Rooms& rooms_;
  grpc::ByteBuffer bytes_;
  Saying saying_;
  grpc::Alarm again_;
};

}  // namespace

grpc::ServerReadReactor<grpc::ByteBuffer>* ChatService::Chat(
    grpc::CallbackServerContext* /*context*/, grpc::ByteBuffer* reply) {
  return new ChatReactor(rooms_, reply);
}

ReaderDoor ChatService::BroadcastDoor() {
  return {.wait_for_call =
              [this](auto* context, auto* request, auto* writer, auto* queue, void* tag) {
                Requestbroadcast_message(context, request, writer, queue, queue, tag);
              },
          .admit = [this](const grpc::ServerContext&,
                          const grpc::ByteBuffer&) { return EnterLobby(rooms_, kFromNow); },
          .take_message = TakeMessage};
}

}  // namespace workbook::chat
