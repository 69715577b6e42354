// Fan-out without optimisation: a queue of shared messages for each reader, one gRPC message for
// each of them, and no buffer hint. The benchmark compares chat/ with it; the contract is the
// second tutorial's.
#include <grpcpp/grpcpp.h>

#include <deque>
#include <memory>
#include <mutex>
#include <unordered_set>

#include "chat.grpc.pb.h"
#include "rpc/program.h"
#include "rpc/server.h"

namespace {

using MessagePtr = std::shared_ptr<const chat::ChatMessage>;

class Reader;

class Room {
 public:
  void Send(const MessagePtr& message);
  void Join(Reader& reader) {
    const std::scoped_lock lock(mutex_);
    readers_.insert(&reader);
  }
  void Leave(Reader& reader) {
    const std::scoped_lock lock(mutex_);
    readers_.erase(&reader);
  }

 private:
  std::mutex mutex_;
  std::unordered_set<Reader*> readers_;
};

class Reader final : public grpc::ServerWriteReactor<chat::ChatMessage> {
 public:
  explicit Reader(Room& room) : room_(room) {
    room_.Join(*this);
    StartSendInitialMetadata();
  }

  void Push(const MessagePtr& message) {
    const std::scoped_lock lock(mutex_);
    if (finished_) return;
    queue_.push_back(message);
    if (queue_.size() == 1) StartWrite(message.get());
  }

  void OnWriteDone(bool ok) override {
    const std::scoped_lock lock(mutex_);
    queue_.pop_front();
    if (!ok || cancelled_) return FinishOnce();
    if (!queue_.empty()) StartWrite(queue_.front().get());
  }

  void OnCancel() override {
    room_.Leave(*this);
    const std::scoped_lock lock(mutex_);
    cancelled_ = true;
    if (queue_.empty()) FinishOnce();  // else the end of the write does it
  }

  void OnDone() override {
    room_.Leave(*this);
    delete this;
  }

 private:
  void FinishOnce() {
    if (finished_) return;
    finished_ = true;
    Finish(grpc::Status::CANCELLED);
  }

  Room& room_;
  std::mutex mutex_;
  std::deque<MessagePtr> queue_;  // the first is being written
  bool cancelled_ = false;
  bool finished_ = false;
};

void Room::Send(const MessagePtr& message) {
  const std::scoped_lock lock(mutex_);
  for (Reader* reader : readers_) reader->Push(message);
}

class Sender final : public grpc::ServerReadReactor<chat::ChatMessage> {
 public:
  explicit Sender(Room& room) : room_(room) { StartRead(&message_); }
  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    room_.Send(std::make_shared<const chat::ChatMessage>(message_));
    StartRead(&message_);
  }
  void OnDone() override { delete this; }

 private:
  Room& room_;
  chat::ChatMessage message_;
};

class PlainChatService final : public chat::ChatService::CallbackService {
 public:
  grpc::ServerReadReactor<chat::ChatMessage>* Chat(grpc::CallbackServerContext* /*context*/,
                                                   chat::Empty* /*reply*/) override {
    return new Sender(room_);
  }
  grpc::ServerWriteReactor<chat::ChatMessage>* broadcast_message(
      grpc::CallbackServerContext* /*context*/, const chat::Empty* /*request*/) override {
    return new Reader(room_);
  }

 private:
  Room room_;
};

}  // namespace

int main(int argc, char** argv) {
  workbook::rpc::ServerProgram program("plain_reactor_server",
                                       "Serves chat.ChatService in the plainest way.", 33333,
                                       "plain_reactor_server --port=0");
  if (const auto exit_code = program.Parse(argc, argv)) return *exit_code;
  workbook::rpc::Hosted<PlainChatService> service;
  return program.Run(service);
}
