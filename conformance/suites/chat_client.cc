#include "conformance/suites/chat_client.h"

#include <utility>

#include "chat.grpc.pb.h"
#include "chat_message.grpc.pb.h"
#include "chat_note.grpc.pb.h"
#include "rpc/channel.h"

namespace workbook::conformance::suites {
namespace {

// A reader of any contract: `Wire` is the message on the wire, `FromWire` reads it.
template <typename Wire, ChatMessage (*FromWire)(const Wire&)>
class StreamReader final : public ChatReader {
 public:
  template <typename Open>
  StreamReader(std::chrono::seconds timeout, const Open& open)
      : context_(timeout), stream_(open(&context_)) {}
  ~StreamReader() override { context_.TryCancel(); }

  void WaitForMetadata() override { stream_->WaitForInitialMetadata(); }
  std::optional<ChatMessage> Next() override {
    Wire message;
    if (!stream_->Read(&message)) return std::nullopt;
    return FromWire(message);
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

ChatMessage FromChatProto(const chat_proto::ChatMessage& message) {
  return {message.text().owner(), message.text().msg()};
}
ChatMessage FromChat(const ::chat::ChatMessage& message) {
  return {message.user(), message.message()};
}
ChatMessage FromNote(const grpc::Note& note) { return {note.name(), note.message()}; }

class ChatProtoClient final : public ChatClient {
 public:
  explicit ChatProtoClient(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(chat_proto::Chat::NewStub(channel)) {}

  SendResult Send(const std::string& sender, const std::string& text) override {
    rpc::CallContext context(rpc::kDefaultTimeout);
    chat_proto::ChatRequest request;
    request.mutable_cmsg()->mutable_text()->set_owner(sender);
    request.mutable_cmsg()->mutable_text()->set_msg(text);
    chat_proto::ChatResponse response;
    const grpc::Status status = stub_->send(&context, request, &response);
    return {status, response.success()};
  }

  std::unique_ptr<ChatReader> Open(std::chrono::seconds timeout) override {
    return std::make_unique<StreamReader<chat_proto::ChatMessage, FromChatProto>>(
        timeout, [this](auto* context) { return stub_->recv(context, chat_proto::Empty()); });
  }

 private:
  const std::unique_ptr<chat_proto::Chat::Stub> stub_;
};

class BroadcastClient final : public ChatClient {
 public:
  explicit BroadcastClient(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(::chat::ChatService::NewStub(channel)) {}

  SendResult Send(const std::string& sender, const std::string& text) override {
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

  std::unique_ptr<ChatReader> Open(std::chrono::seconds timeout) override {
    return std::make_unique<StreamReader<::chat::ChatMessage, FromChat>>(
        timeout,
        [this](auto* context) { return stub_->broadcast_message(context, ::chat::Empty()); });
  }

 private:
  const std::unique_ptr<::chat::ChatService::Stub> stub_;
};

class NoteClient final : public ChatClient {
 public:
  explicit NoteClient(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(grpc::ChatServer::NewStub(channel)) {}

  SendResult Send(const std::string& sender, const std::string& text) override {
    rpc::CallContext context(rpc::kDefaultTimeout);
    grpc::Note note;
    note.set_name(sender);
    note.set_message(text);
    grpc::Empty reply;
    const grpc::Status status = stub_->SendNote(&context, note, &reply);
    return {status, status.ok()};
  }

  std::unique_ptr<ChatReader> Open(std::chrono::seconds timeout) override {
    return std::make_unique<StreamReader<grpc::Note, FromNote>>(
        timeout, [this](auto* context) { return stub_->ChatStream(context, grpc::Empty()); });
  }

 private:
  const std::unique_ptr<grpc::ChatServer::Stub> stub_;
};

template <typename Client>
std::unique_ptr<ChatClient> MakeClient(const std::shared_ptr<grpc::Channel>& channel) {
  return std::make_unique<Client>(channel);
}

}  // namespace

std::vector<ChatMessage> ChatReader::NextMessages(size_t count) {
  std::vector<ChatMessage> messages;
  while (messages.size() < count) {
    std::optional<ChatMessage> message = Next();
    if (!message.has_value()) break;
    messages.push_back(*std::move(message));
  }
  return messages;
}

std::unique_ptr<ChatReader> ChatClient::Read(std::chrono::seconds timeout) {
  std::unique_ptr<ChatReader> reader = Open(timeout);
  reader->WaitForMetadata();
  return reader;
}

const std::vector<ContractKind>& AllContracts() {
  static const auto* kinds = new std::vector<ContractKind>{
      {"chat_proto", false, MakeClient<ChatProtoClient>},
      {"chat", false, MakeClient<BroadcastClient>},
      {"note", true, MakeClient<NoteClient>},
  };
  return *kinds;
}

}  // namespace workbook::conformance::suites
