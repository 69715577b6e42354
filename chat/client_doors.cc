// The two tutorials' doors with a unary call to speak, and the choice among all doors.
#include <utility>
#include <vector>

#include "chat/client_door.h"
#include "chat/client_door_auto.h"
#include "chat/client_door_chat.h"
#include "chat/client_door_room.h"
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

  Answer Say(const Line& line) override {
    if (absl::Status sayable = CheckSayable(line.owner, line.text); !sayable.ok()) return sayable;
    chat_proto::ChatRequest request;
    request.mutable_cmsg()->mutable_text()->set_owner(line.owner);
    request.mutable_cmsg()->mutable_text()->set_msg(line.text);
    rpc::CallContext context(timeout_);
    chat_proto::ChatResponse response;
    const grpc::Status status = stub_->send(&context, request, &response);
    if (!status.ok()) return rpc::FromGrpcStatus(status);
    return response.success() ? absl::OkStatus() : NameRefused(line.owner);
  }

  std::unique_ptr<Subscription> Subscribe(const Beginning& beginning) override {
    return std::make_unique<StreamSubscription<chat_proto::Empty, chat_proto::ChatMessage>>(
        beginning.wait_for_server, chat_proto::Empty(),
        [this](grpc::ClientContext* context, const auto* everything, auto* reactor) {
          stub_->async()->recv(context, everything, reactor);
        },
        +[](const chat_proto::ChatMessage& message, std::vector<Heard>& events) {
          events.push_back(WhatWasSaid(message.text().owner(), message.text().msg()));
        });
  }

 private:
  const std::unique_ptr<chat_proto::Chat::Stub> stub_;
  const std::chrono::milliseconds timeout_;
};

// The door of the chat that the calculator tutorial links to. Whoever subscribes hears again what
// was said before, also when it comes back.
class NoteDoor final : public ChatDoor {
 public:
  NoteDoor(const std::shared_ptr<grpc::Channel>& channel, std::chrono::milliseconds timeout)
      : stub_(grpc::ChatServer::NewStub(channel)), timeout_(timeout) {}

  Answer Say(const Line& line) override {
    if (absl::Status sayable = CheckSayable(line.owner, line.text); !sayable.ok()) return sayable;
    grpc::Note note;
    note.set_name(line.owner);
    note.set_message(line.text);
    rpc::CallContext context(timeout_);
    grpc::Empty empty;
    return BlameEmptyName(line.owner, rpc::FromGrpcStatus(stub_->SendNote(&context, note, &empty)));
  }

  std::unique_ptr<Subscription> Subscribe(const Beginning& beginning) override {
    return std::make_unique<StreamSubscription<grpc::Empty, grpc::Note>>(
        beginning.wait_for_server, grpc::Empty(),
        [this](grpc::ClientContext* context, const auto* everything, auto* reactor) {
          stub_->async()->ChatStream(context, everything, reactor);
        },
        +[](const grpc::Note& note, std::vector<Heard>& events) {
          events.push_back(WhatWasSaid(note.name(), note.message()));
        });
  }

 private:
  const std::unique_ptr<grpc::ChatServer::Stub> stub_;
  const std::chrono::milliseconds timeout_;
};

}  // namespace

std::unique_ptr<ChatDoor> OpenDoor(const DoorChoice& choice,
                                   const std::shared_ptr<grpc::Channel>& channel) {
  if (choice.name == "note") return std::make_unique<NoteDoor>(channel, choice.timeout);
  if (choice.name == "chat") return std::make_unique<StreamedChatDoor>(channel, choice.timeout);
  if (choice.name == "room") return std::make_unique<RoomDoor>(channel, choice);
  auto chat_proto = std::make_unique<ChatProtoDoor>(channel, choice.timeout);
  if (choice.name == "chat_proto") return chat_proto;
  return std::make_unique<AutoDoor>(std::make_unique<RoomDoor>(channel, choice),
                                    std::move(chat_proto), choice.room);
}

}  // namespace workbook::chat
