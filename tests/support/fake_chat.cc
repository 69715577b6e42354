#include "tests/support/fake_chat.h"

#include <chrono>

#include "base/mutex.h"

namespace workbook::tests {

void FakeChat::RefuseMessages(const grpc::Status& status) {
  base::MutexLock lock(mutex_);
  message_refusal_ = status;
}

void FakeChat::StopAnswering() {
  base::MutexLock lock(mutex_);
  silent_ = true;
}

void FakeChat::DropMessages() {
  base::MutexLock lock(mutex_);
  drops_ = true;
}

void FakeChat::SendBeforeEach(const std::string& sender, const std::string& text) {
  base::MutexLock lock(mutex_);
  before_each_ = {sender, text};
}

void FakeChat::SendMetadataWithTheFirstMessage() {
  base::MutexLock lock(mutex_);
  metadata_first_ = false;
}

bool FakeChat::sends_metadata_first() const {
  base::MutexLock lock(mutex_);
  return metadata_first_;
}

void FakeChat::RefuseReaders(const grpc::Status& status) {
  base::MutexLock lock(mutex_);
  reader_refusal_ = status;
}

void FakeChat::EndStreams(const grpc::Status& status) {
  base::MutexLock lock(mutex_);
  end_ = status;
  ++generation_;
}

void FakeChat::Send(const std::string& sender, const std::string& text) {
  base::MutexLock lock(mutex_);
  messages_.emplace_back(sender, text);
}

std::vector<FakeChat::Message> FakeChat::messages() const {
  base::MutexLock lock(mutex_);
  return messages_;
}

size_t FakeChat::readers() const {
  base::MutexLock lock(mutex_);
  return readers_;
}

grpc::Status FakeChat::OnSend(const std::string& sender, const std::string& text) {
  base::MutexLock lock(mutex_);
  if (silent_) mutex_.Await(absl::Condition(&stopped_));
  if (!message_refusal_.ok()) return message_refusal_;
  if (drops_) return grpc::Status::OK;
  if (before_each_.has_value()) messages_.push_back(*before_each_);
  messages_.emplace_back(sender, text);
  return grpc::Status::OK;
}

grpc::Status FakeChat::OnJoin(size_t& next, size_t& generation) {
  base::MutexLock lock(mutex_);
  if (!reader_refusal_.ok()) return reader_refusal_;
  ++readers_;
  next = messages_.size();
  generation = generation_;
  return grpc::Status::OK;
}

std::optional<FakeChat::Message> FakeChat::Next(size_t& next, size_t generation,
                                                grpc::Status& end) {
  base::MutexLock lock(mutex_);
  const auto ready = [&, this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return next < messages_.size() || generation != generation_;
  };
  mutex_.Await(absl::Condition(&ready));
  if (next < messages_.size()) return messages_[next++];
  end = end_;
  return std::nullopt;
}

void FakeChat::Stop() {
  EndStreams(grpc::Status(grpc::StatusCode::UNAVAILABLE, "the server is shutting down"));
  base::MutexLock lock(mutex_);
  stopped_ = true;
}

namespace {

template <typename Writer, typename ToWire>
grpc::Status StreamTo(FakeChat& chat, Writer& writer, const ToWire& to_wire) {
  size_t next = 0;
  size_t generation = 0;
  grpc::Status end = chat.OnJoin(next, generation);
  if (!end.ok()) return end;
  if (chat.sends_metadata_first()) writer.SendInitialMetadata();
  while (const auto message = chat.Next(next, generation, end)) writer.Write(to_wire(*message));
  return end;
}

}  // namespace

class FakeChatServer::ChatProtoService final : public chat_proto::Chat::Service {
 public:
  explicit ChatProtoService(FakeChat& chat) : chat_(chat) {}

  grpc::Status send(grpc::ServerContext*, const chat_proto::ChatRequest* request,
                    chat_proto::ChatResponse* response) override {
    const chat_proto::Text& text = request->cmsg().text();
    const grpc::Status status = chat_.OnSend(text.owner(), text.msg());
    response->set_success(status.ok());
    return status.error_code() == grpc::StatusCode::FAILED_PRECONDITION ? grpc::Status::OK : status;
  }

  grpc::Status recv(grpc::ServerContext*, const chat_proto::Empty*,
                    grpc::ServerWriter<chat_proto::ChatMessage>* writer) override {
    return StreamTo(chat_, *writer, [](const FakeChat::Message& message) {
      chat_proto::ChatMessage wire;
      wire.mutable_text()->set_owner(message.first);
      wire.mutable_text()->set_msg(message.second);
      return wire;
    });
  }

 private:
  FakeChat& chat_;
};

class FakeChatServer::ChatService final : public ::chat::ChatService::Service {
 public:
  explicit ChatService(FakeChat& chat) : chat_(chat) {}

  grpc::Status Chat(grpc::ServerContext*, grpc::ServerReader<::chat::ChatMessage>* reader,
                    ::chat::Empty*) override {
    ::chat::ChatMessage message;
    while (reader->Read(&message)) {
      grpc::Status status = chat_.OnSend(message.user(), message.message());
      if (!status.ok()) return status;
    }
    return grpc::Status::OK;
  }

  grpc::Status broadcast_message(grpc::ServerContext*, const ::chat::Empty*,
                                 grpc::ServerWriter<::chat::ChatMessage>* writer) override {
    return StreamTo(chat_, *writer, [](const FakeChat::Message& message) {
      ::chat::ChatMessage wire;
      wire.set_user(message.first);
      wire.set_message(message.second);
      return wire;
    });
  }

 private:
  FakeChat& chat_;
};

class FakeChatServer::NoteService final : public grpc::ChatServer::Service {
 public:
  explicit NoteService(FakeChat& chat) : chat_(chat) {}

  grpc::Status SendNote(grpc::ServerContext*, const grpc::Note* note, grpc::Empty*) override {
    return chat_.OnSend(note->name(), note->message());
  }

  grpc::Status ChatStream(grpc::ServerContext*, const grpc::Empty*,
                          grpc::ServerWriter<grpc::Note>* writer) override {
    return StreamTo(chat_, *writer, [](const FakeChat::Message& message) {
      grpc::Note note;
      note.set_name(message.first);
      note.set_message(message.second);
      return note;
    });
  }

 private:
  FakeChat& chat_;
};

FakeChatServer::FakeChatServer(int port, Contracts contracts)
    : contracts_(contracts),
      chat_proto_(std::make_unique<ChatProtoService>(chat_)),
      chat_service_(std::make_unique<ChatService>(chat_)),
      note_(std::make_unique<NoteService>(chat_)),
      room_service_(room_),
      server_(*rpc::Server::Listen({"127.0.0.1", port}, *this)) {}

// Cancels the calls that the script does not end, such as an open stream of messages.
FakeChatServer::~FakeChatServer() { server_->Shutdown(std::chrono::milliseconds(100)); }

void FakeChatServer::Register(grpc::ServerBuilder& builder) {
  builder.RegisterService(chat_proto_.get());
  builder.RegisterService(chat_service_.get());
  builder.RegisterService(note_.get());
  if (contracts_ == Contracts::kAll) builder.RegisterService(&room_service_);
}

void FakeChatServer::OnDrain() {
  chat_.Stop();
  room_service_.Stop();
}

}  // namespace workbook::tests
