// Takes a write that fails for the sign that a client has gone: in a quiet room it never comes.
#include <deque>
#include <mutex>
#include <set>
#include <string>
#include <utility>

#include "lesson.h"

namespace lesson {
namespace {

using chat_proto::ChatMessage;

class Reader final : public grpc::ServerWriteReactor<ChatMessage> {
 public:
  explicit Reader(std::function<void(Reader&)> leave) : leave_(std::move(leave)) {}

  // Under the room's lock and this one: on 1.51 gRPC runs no reaction from inside StartWrite or
  // Finish.
  void Hear(const ChatMessage& message) {
    const std::lock_guard lock(mutex_);
    outbox_.push_back(message);
    if (outbox_.size() == 1) StartWrite(&outbox_.front());
  }

  // Under the room's lock. Whether or not the client is still there, gRPC wants one Finish, after
  // the last write.
  void End() {
    {
      const std::lock_guard lock(mutex_);
      if (std::exchange(ending_, true) || !outbox_.empty()) return;
    }
    Finish(grpc::Status::OK);
  }

 private:
  void OnWriteDone(bool ok) override {
    if (!ok) leave_(*this);
    {
      const std::lock_guard lock(mutex_);
      outbox_.pop_front();
      if (ending_) outbox_.clear();
      if (!outbox_.empty()) StartWrite(&outbox_.front());
      if (!ending_) return;
    }
    Finish(grpc::Status::OK);
  }

  void OnDone() override { delete this; }

  const std::function<void(Reader&)> leave_;
  std::mutex mutex_;
  // Its front is being written. Unbounded, to keep this short: lesson 27 says what that costs, and
  // chat/reader_call.h does without.
  std::deque<ChatMessage> outbox_;
  bool ending_ = false;
};

class ChatService final
    : public chat_proto::Chat::WithCallbackMethod_recv<chat_proto::Chat::Service> {
 public:
  void Close() {
    const std::lock_guard lock(mutex_);
    for (Reader* reader : std::exchange(readers_, {})) reader->End();
  }

 private:
  grpc::Status send(grpc::ServerContext* /*context*/, const chat_proto::ChatRequest* request,
                    chat_proto::ChatResponse* response) override {
    const std::lock_guard lock(mutex_);
    for (Reader* reader : readers_) reader->Hear(request->cmsg());
    response->set_success(true);
    return grpc::Status::OK;
  }

  grpc::ServerWriteReactor<ChatMessage>* recv(grpc::CallbackServerContext* /*context*/,
                                              const chat_proto::Empty* /*request*/) override {
    auto* reader = new Reader([this](Reader& who) { Leave(who); });
    const std::lock_guard lock(mutex_);
    readers_.insert(reader);
    Announce();
    return reader;
  }

  void Leave(Reader& reader) {
    const std::lock_guard lock(mutex_);
    if (readers_.erase(&reader) > 0) Announce();
    reader.End();
  }

  void Announce() {
    ChatMessage message;
    message.mutable_text()->set_owner("room");
    message.mutable_text()->set_msg(std::to_string(readers_.size()) + " here");
    for (Reader* reader : readers_) reader->Hear(message);
  }

  std::mutex mutex_;
  std::set<Reader*> readers_;  // they are alive: one that ends has left
};

}  // namespace

Chat MakeChat() {
  auto service = std::make_unique<ChatService>();
  ChatService* const chat = service.get();
  return {std::move(service), [chat] { chat->Close(); }};
}

}  // namespace lesson
