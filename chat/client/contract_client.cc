// The contracts that send with a unary call and number nothing (chat_proto, note), and the choice
// among all four.
#include "chat/client/contract_client.h"

#include <atomic>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "chat/client/contract_client_chat.h"
#include "chat/client/contract_client_room.h"
#include "chat/client/stream_subscription.h"
#include "chat/core/limits.h"
#include "chat_message.grpc.pb.h"
#include "chat_note.grpc.pb.h"
#include "rpc/channel.h"
#include "rpc/status.h"

namespace workbook::chat::client {
namespace {

// chat_proto.Chat, the first tutorial's contract.
class ChatProtoClient final : public ContractClient {
 public:
  ChatProtoClient(const std::shared_ptr<grpc::Channel>& channel, std::chrono::milliseconds timeout)
      : stub_(chat_proto::Chat::NewStub(channel)), timeout_(timeout) {}

  SendResult Send(const SendRequest& request) override {
    if (absl::Status check = CheckSendable(request.sender, request.text); !check.ok()) return check;
    chat_proto::ChatRequest wire;
    wire.mutable_cmsg()->mutable_text()->set_owner(request.sender);
    wire.mutable_cmsg()->mutable_text()->set_msg(request.text);
    rpc::CallContext context(timeout_);
    chat_proto::ChatResponse response;
    const grpc::Status status = stub_->send(&context, wire, &response);
    if (!status.ok()) return rpc::FromGrpcStatus(status);
    return response.success() ? absl::OkStatus() : NameRefused(request.sender);
  }

  std::unique_ptr<Subscription> Subscribe(const JoinOptions& options) override {
    return std::make_unique<StreamSubscription<chat_proto::Empty, chat_proto::ChatMessage>>(
        options.wait_for_server, chat_proto::Empty(),
        [this](grpc::ClientContext* context, const auto* empty, auto* reactor) {
          stub_->async()->recv(context, empty, reactor);
        },
        +[](const chat_proto::ChatMessage& message, std::vector<Event>& events) {
          AppendMessage(message.text().owner(), message.text().msg(), events);
        });
  }

 private:
  const std::unique_ptr<chat_proto::Chat::Stub> stub_;
  const std::chrono::milliseconds timeout_;
};

// grpc.ChatServer, the contract of the chat that the calculator tutorial links to. Each stream
// begins with the history, also when the reader comes back.
class NoteClient final : public ContractClient {
 public:
  NoteClient(const std::shared_ptr<grpc::Channel>& channel, std::chrono::milliseconds timeout)
      : stub_(grpc::ChatServer::NewStub(channel)), timeout_(timeout) {}

  SendResult Send(const SendRequest& request) override {
    if (absl::Status check = CheckSendable(request.sender, request.text); !check.ok()) return check;
    grpc::Note note;
    note.set_name(request.sender);
    note.set_message(request.text);
    rpc::CallContext context(timeout_);
    grpc::Empty empty;
    const grpc::Status status = stub_->SendNote(&context, note, &empty);
    return BlameEmptyName(request.sender, rpc::FromGrpcStatus(status));
  }

  std::unique_ptr<Subscription> Subscribe(const JoinOptions& options) override {
    return std::make_unique<StreamSubscription<grpc::Empty, grpc::Note>>(
        options.wait_for_server, grpc::Empty(),
        [this](grpc::ClientContext* context, const auto* empty, auto* reactor) {
          stub_->async()->ChatStream(context, empty, reactor);
        },
        +[](const grpc::Note& note, std::vector<Event>& events) {
          AppendMessage(note.name(), note.message(), events);
        });
  }

 private:
  const std::unique_ptr<grpc::ChatServer::Stub> stub_;
  const std::chrono::milliseconds timeout_;
};

// The chat's own contract, and the first tutorial's where the server has only that. The first call
// to the server shows which one it is, which may be long after this is made.
class AutoClient final : public ContractClient {
 public:
  // `room` is the room that `first` joins; `second` joins `lobby`.
  AutoClient(std::unique_ptr<ContractClient> first, std::unique_ptr<ContractClient> second,
             std::string room)
      : first_(std::move(first)), second_(std::move(second)), room_(std::move(room)) {}

  SendResult Send(const SendRequest& request) override { return current().Send(request); }
  std::unique_ptr<Subscription> Subscribe(const JoinOptions& options) override {
    return current().Subscribe(options);
  }
  bool HasSequenceNumbers() const override { return current().HasSequenceNumbers(); }

  std::optional<std::string> FallBack() override {
    // To join another room than the user asked for would be worse than to fail.
    if (fell_back_ || room_ != "lobby") return std::nullopt;
    fell_back_ = true;
    return "the server lacks workbook.chat.v1; using chat_proto instead";
  }

 private:
  ContractClient& current() const { return fell_back_ ? *second_ : *first_; }

  const std::unique_ptr<ContractClient> first_;
  const std::unique_ptr<ContractClient> second_;
  const std::string room_;
  std::atomic<bool> fell_back_ = false;
};

}  // namespace

std::unique_ptr<ContractClient> OpenContractClient(const ContractOptions& options,
                                                   const Dialer& dial) {
  const std::chrono::milliseconds timeout = options.timeout;
  // A channel connects with its first call: the one that is not used costs nothing.
  const auto at_any_server = dial(rpc::Keepalive());
  if (options.contract == "note") return std::make_unique<NoteClient>(at_any_server, timeout);
  if (options.contract == "chat") {
    return std::make_unique<StreamedChatClient>(at_any_server, timeout);
  }
  auto chat_proto = std::make_unique<ChatProtoClient>(at_any_server, timeout);
  if (options.contract == "chat_proto") return chat_proto;
  auto room = std::make_unique<RoomClient>(dial({.time = std::chrono::seconds(20)}), options);
  if (options.contract == "room") return room;
  return std::make_unique<AutoClient>(std::move(room), std::move(chat_proto), options.room);
}

absl::Status CheckSendable(const std::string& sender, const std::string& text) {
  if (!base::IsValidUtf8(sender)) return absl::Status(kNameRefused, "the id is not valid UTF-8");
  if (sender.size() > core::kMaxNameBytes) {
    return absl::Status(kNameRefused,
                        absl::StrCat("the id is ", sender.size(), " bytes long; the limit is ",
                                     core::kMaxNameBytes));
  }
  if (!base::IsValidUtf8(text)) return absl::InvalidArgumentError("the text is not valid UTF-8");
  return absl::OkStatus();
}

absl::Status NameRefused(const std::string& sender) {
  return absl::Status(kNameRefused, absl::StrCat("the server refused the id \"", sender, "\""));
}

absl::Status BlameEmptyName(const std::string& sender, const absl::Status& status) {
  return sender.empty() && absl::IsInvalidArgument(status) ? NameRefused(sender) : status;
}

bool IsConnectionLoss(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsCancelled(status);
}

bool IsAnswerLoss(const absl::Status& status) {
  return IsConnectionLoss(status) || absl::IsDeadlineExceeded(status);
}

bool IsFinal(const absl::Status& status) {
  return absl::IsUnauthenticated(status) || absl::IsPermissionDenied(status) ||
         absl::IsUnimplemented(status);
}

}  // namespace workbook::chat::client
