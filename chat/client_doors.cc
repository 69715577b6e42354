// The two doors with a unary call to speak, and the choice among all three.
#include "chat/client_door.h"
#include "chat/client_door_chat.h"
#include "chat/client_subscription.h"
#include "chat/client_text.h"
#include "chat_message.grpc.pb.h"
#include "chat_note.grpc.pb.h"
#include "rpc/channel.h"
#include "rpc/status.h"

namespace workbook::chat {
namespace {

// The first tutorial's door.
class ChatProtoDoor final : public ChatDoor {
 public:
  ChatProtoDoor(const std::shared_ptr<grpc::Channel>& channel, std::chrono::milliseconds timeout)
      : stub_(chat_proto::Chat::NewStub(channel)), timeout_(timeout) {}

  absl::Status Say(const std::string& owner, const std::string& text) override {
    if (absl::Status sayable = CheckSayable(owner, text); !sayable.ok()) return sayable;
    chat_proto::ChatRequest request;
    request.mutable_cmsg()->mutable_text()->set_owner(owner);
    request.mutable_cmsg()->mutable_text()->set_msg(text);
    rpc::CallContext context(timeout_);
    chat_proto::ChatResponse response;
    const grpc::Status status = stub_->send(&context, request, &response);
    if (!status.ok()) return rpc::FromGrpcStatus(status);
    return response.success() ? absl::OkStatus() : NameRefused(owner);
  }

  std::unique_ptr<Subscription> Subscribe(bool wait_for_server) override {
    return std::make_unique<StreamSubscription<chat_proto::ChatMessage>>(
        wait_for_server,
        [this](grpc::ClientContext* context, auto* reactor) {
          stub_->async()->recv(context, &everything_, reactor);
        },
        +[](const chat_proto::ChatMessage& message) {
          return Heard{message.text().owner(), message.text().msg()};
        });
  }

 private:
  const std::unique_ptr<chat_proto::Chat::Stub> stub_;
  const std::chrono::milliseconds timeout_;
  const chat_proto::Empty everything_;  // the request of a stream, which may outlive Subscribe
};

// The door of the chat that the calculator tutorial links to. Whoever subscribes hears again what
// was said before, also when it comes back.
class NoteDoor final : public ChatDoor {
 public:
  NoteDoor(const std::shared_ptr<grpc::Channel>& channel, std::chrono::milliseconds timeout)
      : stub_(grpc::ChatServer::NewStub(channel)), timeout_(timeout) {}

  absl::Status Say(const std::string& owner, const std::string& text) override {
    if (absl::Status sayable = CheckSayable(owner, text); !sayable.ok()) return sayable;
    grpc::Note note;
    note.set_name(owner);
    note.set_message(text);
    rpc::CallContext context(timeout_);
    grpc::Empty empty;
    return BlameEmptyName(owner, rpc::FromGrpcStatus(stub_->SendNote(&context, note, &empty)));
  }

  std::unique_ptr<Subscription> Subscribe(bool wait_for_server) override {
    return std::make_unique<StreamSubscription<grpc::Note>>(
        wait_for_server,
        [this](grpc::ClientContext* context, auto* reactor) {
          stub_->async()->ChatStream(context, &everything_, reactor);
        },
        +[](const grpc::Note& note) {
          return Heard{note.name(), note.message()};
        });
  }

 private:
  const std::unique_ptr<grpc::ChatServer::Stub> stub_;
  const std::chrono::milliseconds timeout_;
  const grpc::Empty everything_;
};

}  // namespace

std::unique_ptr<ChatDoor> OpenDoor(const std::string& name,
                                   const std::shared_ptr<grpc::Channel>& channel,
                                   std::chrono::milliseconds timeout) {
  if (name == "note") return std::make_unique<NoteDoor>(channel, timeout);
  if (name == "chat") return std::make_unique<StreamedChatDoor>(channel, timeout);
  return std::make_unique<ChatProtoDoor>(channel, timeout);
}

}  // namespace workbook::chat
