#include "support/fake_chat.h"

#include <chrono>

namespace workbook::testing {

void FakeChat::Refuse(const grpc::Status& status) {
  const std::lock_guard lock(mutex_);
  refusal_ = status;
}

void FakeChat::BeDeaf() {
  const std::lock_guard lock(mutex_);
  deaf_ = true;
}

void FakeChat::Swallow() {
  const std::lock_guard lock(mutex_);
  swallows_ = true;
}

void FakeChat::Echo(const std::string& owner, const std::string& text) {
  const std::lock_guard lock(mutex_);
  echo_ = {owner, text};
}

void FakeChat::LetReadersWaitForTheFirstMessage() {
  const std::lock_guard lock(mutex_);
  metadata_first_ = false;
}

bool FakeChat::sends_metadata_first() const {
  const std::lock_guard lock(mutex_);
  return metadata_first_;
}

void FakeChat::TurnReadersAway(const grpc::Status& status) {
  const std::lock_guard lock(mutex_);
  turned_away_ = status;
}

void FakeChat::EndReaders(const grpc::Status& status) {
  const std::lock_guard lock(mutex_);
  end_ = status;
  ++generation_;
  changed_.notify_all();
}

void FakeChat::Say(const std::string& owner, const std::string& text) {
  const std::lock_guard lock(mutex_);
  said_.emplace_back(owner, text);
  changed_.notify_all();
}

std::vector<FakeChat::Said> FakeChat::said() const {
  const std::lock_guard lock(mutex_);
  return said_;
}

size_t FakeChat::readers() const {
  const std::lock_guard lock(mutex_);
  return readers_;
}

grpc::Status FakeChat::Answer(const std::string& owner, const std::string& text) {
  std::unique_lock lock(mutex_);
  if (deaf_) changed_.wait(lock, [this] { return stopped_; });
  if (!refusal_.ok()) return refusal_;
  if (swallows_) return grpc::Status::OK;
  if (echo_.has_value()) said_.push_back(*echo_);
  said_.emplace_back(owner, text);
  changed_.notify_all();
  return grpc::Status::OK;
}

grpc::Status FakeChat::Enter(size_t& next, size_t& generation) {
  const std::lock_guard lock(mutex_);
  if (!turned_away_.ok()) return turned_away_;
  ++readers_;
  next = said_.size();
  generation = generation_;
  return grpc::Status::OK;
}

std::optional<FakeChat::Said> FakeChat::Next(size_t& next, size_t generation, grpc::Status& end) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return next < said_.size() || generation != generation_; });
  if (next < said_.size()) return said_[next++];
  end = end_;
  return std::nullopt;
}

void FakeChat::Stop() {
  EndReaders(grpc::Status(grpc::StatusCode::UNAVAILABLE, "the server goes away"));
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  changed_.notify_all();
}

namespace {

template <typename Writer, typename ToWire>
grpc::Status StreamTo(FakeChat& chat, Writer& writer, const ToWire& to_wire) {
  size_t next = 0;
  size_t generation = 0;
  grpc::Status end = chat.Enter(next, generation);
  if (!end.ok()) return end;
  if (chat.sends_metadata_first()) writer.SendInitialMetadata();
  while (const auto said = chat.Next(next, generation, end)) writer.Write(to_wire(*said));
  return end;
}

}  // namespace

class FakeChatServer::ChatProtoService final : public chat_proto::Chat::Service {
 public:
  explicit ChatProtoService(FakeChat& chat) : chat_(chat) {}

  grpc::Status send(grpc::ServerContext*, const chat_proto::ChatRequest* request,
                    chat_proto::ChatResponse* response) override {
    const chat_proto::Text& text = request->cmsg().text();
    const grpc::Status status = chat_.Answer(text.owner(), text.msg());
    response->set_success(status.ok());
    return status.error_code() == grpc::StatusCode::FAILED_PRECONDITION ? grpc::Status::OK : status;
  }

  grpc::Status recv(grpc::ServerContext*, const chat_proto::Empty*,
                    grpc::ServerWriter<chat_proto::ChatMessage>* writer) override {
    return StreamTo(chat_, *writer, [](const FakeChat::Said& said) {
      chat_proto::ChatMessage message;
      message.mutable_text()->set_owner(said.first);
      message.mutable_text()->set_msg(said.second);
      return message;
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
      grpc::Status status = chat_.Answer(message.user(), message.message());
      if (!status.ok()) return status;
    }
    return grpc::Status::OK;
  }

  grpc::Status broadcast_message(grpc::ServerContext*, const ::chat::Empty*,
                                 grpc::ServerWriter<::chat::ChatMessage>* writer) override {
    return StreamTo(chat_, *writer, [](const FakeChat::Said& said) {
      ::chat::ChatMessage message;
      message.set_user(said.first);
      message.set_message(said.second);
      return message;
    });
  }

 private:
  FakeChat& chat_;
};

class FakeChatServer::NoteService final : public grpc::ChatServer::Service {
 public:
  explicit NoteService(FakeChat& chat) : chat_(chat) {}

  grpc::Status SendNote(grpc::ServerContext*, const grpc::Note* note, grpc::Empty*) override {
    return chat_.Answer(note->name(), note->message());
  }

  grpc::Status ChatStream(grpc::ServerContext*, const grpc::Empty*,
                          grpc::ServerWriter<grpc::Note>* writer) override {
    return StreamTo(chat_, *writer, [](const FakeChat::Said& said) {
      grpc::Note note;
      note.set_name(said.first);
      note.set_message(said.second);
      return note;
    });
  }

 private:
  FakeChat& chat_;
};

FakeChatServer::FakeChatServer(int port, Serves serves)
    : serves_(serves),
      chat_proto_(std::make_unique<ChatProtoService>(chat_)),
      chat_service_(std::make_unique<ChatService>(chat_)),
      note_(std::make_unique<NoteService>(chat_)),
      room_service_(room_),
      server_(*rpc::Server::Listen({"127.0.0.1", port}, *this)) {}

// A call that the script does not end, such as a talk that goes on, is cut.
FakeChatServer::~FakeChatServer() { server_->Shutdown(std::chrono::milliseconds(100)); }

void FakeChatServer::Register(grpc::ServerBuilder& builder) {
  builder.RegisterService(chat_proto_.get());
  builder.RegisterService(chat_service_.get());
  builder.RegisterService(note_.get());
  if (serves_ == Serves::kAllDoors) builder.RegisterService(&room_service_);
}

void FakeChatServer::OnDrain() {
  chat_.Stop();
  room_service_.Stop();
}

}  // namespace workbook::testing
