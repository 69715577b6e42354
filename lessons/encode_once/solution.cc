// Encode once, send to all: the server encodes a message once, and all readers share
// the bytes.
#include <deque>
#include <mutex>
#include <set>
#include <utility>

#include "lessons/encode_once/lesson.h"

namespace lesson {
namespace {

class RecvReactor;

// The readers of the chat.
struct Subscribers {
  std::mutex mutex;
  std::set<RecvReactor*> readers;
};

// One reader's stream. It writes encoded bytes: recv is a raw method, see Chat. It calls into gRPC
// under its locks. That is safe: gRPC 1.51 runs no reaction from inside StartWrite,
// StartSendInitialMetadata or Finish.
class RecvReactor final : public grpc::ServerWriteReactor<grpc::ByteBuffer> {
 public:
  explicit RecvReactor(Subscribers& subscribers) : subscribers_(subscribers) {
    const std::lock_guard lock(subscribers_.mutex);
    subscribers_.readers.insert(this);
    StartSendInitialMetadata();  // tells the reader that it misses nothing from now on
  }

  void Deliver(const grpc::ByteBuffer& bytes) {
    const std::lock_guard lock(mutex_);
    if (ended_) return;
    pending_.push_back(bytes);
    if (pending_.size() == 1) StartWrite(&pending_.front());
  }

  void OnWriteDone(bool ok) override {
    const std::lock_guard lock(mutex_);
    pending_.pop_front();
    if (!ok || ended_) return FinishOnce();
    if (!pending_.empty()) StartWrite(&pending_.front());
  }

  void OnCancel() override {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    if (pending_.empty()) FinishOnce();  // else the write in flight finishes the call
  }

  // Until now the reactor may still be on the list: Deliver skips one that has ended.
  void OnDone() override {
    {
      const std::lock_guard lock(subscribers_.mutex);
      subscribers_.readers.erase(this);
    }
    delete this;
  }

 private:
  void FinishOnce() {
    ended_ = true;
    if (!std::exchange(finished_, true)) Finish(grpc::Status::CANCELLED);
  }

  Subscribers& subscribers_;
  std::mutex mutex_;
  // Its front is in flight. Unbounded, to keep this short: honest_gap shows what that costs, and
  // chat/server/reader_call.h does without.
  std::deque<grpc::ByteBuffer> pending_;
  bool ended_ = false;
  bool finished_ = false;
};

// Only recv is raw: gRPC writes its bytes as they are. send takes and returns messages as usual.
class Chat final : public chat_proto::Chat::WithRawCallbackMethod_recv<chat_proto::Chat::Service> {
 public:
  explicit Chat(Encode encode) : encode_(std::move(encode)) {}

 private:
  grpc::Status send(grpc::ServerContext* /*context*/, const chat_proto::ChatRequest* request,
                    chat_proto::ChatResponse* response) override {
    const grpc::ByteBuffer bytes = encode_(request->cmsg());
    const std::lock_guard lock(subscribers_.mutex);
    for (RecvReactor* reader : subscribers_.readers) reader->Deliver(bytes);
    response->set_success(true);
    return grpc::Status::OK;
  }

  grpc::ServerWriteReactor<grpc::ByteBuffer>* recv(grpc::CallbackServerContext* /*context*/,
                                                   const grpc::ByteBuffer* /*request*/) override {
    return new RecvReactor(subscribers_);
  }

  const Encode encode_;
  Subscribers subscribers_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeChat(Encode encode) {
  return std::make_unique<Chat>(std::move(encode));
}

}  // namespace lesson
