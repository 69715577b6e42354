#include "support/chat_door.h"

#include <utility>

#include "chat.grpc.pb.h"
#include "chat_message.grpc.pb.h"
#include "chat_note.grpc.pb.h"
#include "rpc/channel.h"

namespace workbook::testing {
namespace {

// A reader of any door: `Wire` is the message on the wire, `ToHeard` what it says.
template <typename Wire, Heard (*ToHeard)(const Wire&)>
class StreamReader final : public ChatReader {
 public:
  template <typename Open>
  StreamReader(std::chrono::seconds patience, const Open& open)
      : context_(patience), stream_(open(&context_)) {}
  ~StreamReader() override { context_.TryCancel(); }

  void WaitForMetadata() override { stream_->WaitForInitialMetadata(); }
  std::optional<Heard> Next() override {
    Wire message;
    if (!stream_->Read(&message)) return std::nullopt;
    return ToHeard(message);
  }
  void Cancel() override { context_.TryCancel(); }
  grpc::Status Finish() override {
    while (Next().has_value()) {
    }
    return stream_->Finish();
  }

 private:
  rpc::CallContext context_;
  std::unique_ptr<grpc::ClientReader<Wire>> stream_;
};

Heard FromChatProto(const chat_proto::ChatMessage& message) {
  return {message.text().owner(), message.text().msg()};
}
Heard FromChat(const ::chat::ChatMessage& message) { return {message.user(), message.message()}; }
Heard FromNote(const grpc::Note& note) { return {note.name(), note.message()}; }

class ChatProtoDoor final : public ChatDoor {
 public:
  explicit ChatProtoDoor(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(chat_proto::Chat::NewStub(channel)) {}

  Said Say(const std::string& sender, const std::string& text) override {
    rpc::CallContext context(rpc::kDefaultTimeout);
    chat_proto::ChatRequest request;
    request.mutable_cmsg()->mutable_text()->set_owner(sender);
    request.mutable_cmsg()->mutable_text()->set_msg(text);
    chat_proto::ChatResponse response;
    const grpc::Status status = stub_->send(&context, request, &response);
    return {status, response.success()};
  }

  std::unique_ptr<ChatReader> Open(std::chrono::seconds patience) override {
    return std::make_unique<StreamReader<chat_proto::ChatMessage, FromChatProto>>(
        patience, [this](auto* context) { return stub_->recv(context, chat_proto::Empty()); });
  }

 private:
  const std::unique_ptr<chat_proto::Chat::Stub> stub_;
};

class BroadcastDoor final : public ChatDoor {
 public:
  explicit BroadcastDoor(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(::chat::ChatService::NewStub(channel)) {}

  Said Say(const std::string& sender, const std::string& text) override {
    rpc::CallContext context(rpc::kDefaultTimeout);
    ::chat::Empty reply;
    const auto stream = stub_->Chat(&context, &reply);
    ::chat::ChatMessage message;
    message.set_user(sender);
    message.set_message(text);
    stream->Write(message);
    stream->WritesDone();
    const grpc::Status status = stream->Finish();
    return {status, status.ok()};
  }

  std::unique_ptr<ChatReader> Open(std::chrono::seconds patience) override {
    return std::make_unique<StreamReader<::chat::ChatMessage, FromChat>>(
        patience,
        [this](auto* context) { return stub_->broadcast_message(context, ::chat::Empty()); });
  }

 private:
  const std::unique_ptr<::chat::ChatService::Stub> stub_;
};

class NoteDoor final : public ChatDoor {
 public:
  explicit NoteDoor(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(grpc::ChatServer::NewStub(channel)) {}

  Said Say(const std::string& sender, const std::string& text) override {
    rpc::CallContext context(rpc::kDefaultTimeout);
    grpc::Note note;
    note.set_name(sender);
    note.set_message(text);
    grpc::Empty reply;
    const grpc::Status status = stub_->SendNote(&context, note, &reply);
    return {status, status.ok()};
  }

  std::unique_ptr<ChatReader> Open(std::chrono::seconds patience) override {
    return std::make_unique<StreamReader<grpc::Note, FromNote>>(
        patience, [this](auto* context) { return stub_->ChatStream(context, grpc::Empty()); });
  }

 private:
  const std::unique_ptr<grpc::ChatServer::Stub> stub_;
};

template <typename Door>
std::unique_ptr<ChatDoor> MakeDoor(const std::shared_ptr<grpc::Channel>& channel) {
  return std::make_unique<Door>(channel);
}

}  // namespace

std::vector<Heard> ChatReader::NextMessages(size_t count) {
  std::vector<Heard> messages;
  while (messages.size() < count) {
    std::optional<Heard> message = Next();
    if (!message.has_value()) break;
    messages.push_back(*std::move(message));
  }
  return messages;
}

std::unique_ptr<ChatReader> ChatDoor::Read(std::chrono::seconds patience) {
  std::unique_ptr<ChatReader> reader = Open(patience);
  reader->WaitForMetadata();
  return reader;
}

const std::vector<DoorKind>& AllDoorKinds() {
  static const auto* kinds = new std::vector<DoorKind>{
      {"chat_proto", false, MakeDoor<ChatProtoDoor>},
      {"chat", false, MakeDoor<BroadcastDoor>},
      {"note", true, MakeDoor<NoteDoor>},
  };
  return *kinds;
}

}  // namespace workbook::testing
