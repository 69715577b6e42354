// Encodes once, and then copies the bytes for each reader: the memory is as without sharing.
#include <deque>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "lesson.h"

namespace lesson {
namespace {

class RecvReactor;

// Who listens.
struct Audience {
  std::mutex mutex;
  std::set<RecvReactor*> readers;
};

// One reader's stream. It writes bytes as they are: recv is a raw method, see Chat. Under its locks
// it calls into gRPC: 1.51 runs no reaction from inside StartWrite, StartSendInitialMetadata or
// Finish.
class RecvReactor final : public grpc::ServerWriteReactor<grpc::ByteBuffer> {
 public:
  explicit RecvReactor(Audience& audience) : audience_(audience) {
    const std::lock_guard lock(audience_.mutex);
    audience_.readers.insert(this);
    StartSendInitialMetadata();  // tells the reader that it misses nothing from now on
  }

  void Hear(const grpc::ByteBuffer& bytes) {
    const std::lock_guard lock(mutex_);
    if (ended_) return;
    std::vector<grpc::Slice> slices;
    static_cast<void>(bytes.Dump(&slices));
    std::string copy;
    for (const grpc::Slice& slice : slices) copy.append(slice.begin(), slice.end());
    const grpc::Slice own(copy);
    pending_.emplace_back(&own, 1);
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
    if (pending_.empty()) FinishOnce();  // else a write is under way, and its end comes here too
  }

  // Until now it may still be on the list: Hear lets alone one that has ended.
  void OnDone() override {
    {
      const std::lock_guard lock(audience_.mutex);
      audience_.readers.erase(this);
    }
    delete this;
  }

 private:
  void FinishOnce() {
    ended_ = true;
    if (!std::exchange(finished_, true)) Finish(grpc::Status::CANCELLED);
  }

  Audience& audience_;
  std::mutex mutex_;
  // The first is being written. Unbounded, to keep this short: lesson 27 says what that costs, and
  // chat/reader_call.h does without.
  std::deque<grpc::ByteBuffer> pending_;
  bool ended_ = false;
  bool finished_ = false;
};

// Only recv is raw: gRPC leaves its messages as they are. send gets and gives messages as ever.
class Chat final : public chat_proto::Chat::WithRawCallbackMethod_recv<chat_proto::Chat::Service> {
 public:
  explicit Chat(Encode encode) : encode_(std::move(encode)) {}

 private:
  grpc::Status send(grpc::ServerContext* /*context*/, const chat_proto::ChatRequest* request,
                    chat_proto::ChatResponse* response) override {
    const grpc::ByteBuffer bytes = encode_(request->cmsg());
    const std::lock_guard lock(audience_.mutex);
    for (RecvReactor* reader : audience_.readers) reader->Hear(bytes);
    response->set_success(true);
    return grpc::Status::OK;
  }

  grpc::ServerWriteReactor<grpc::ByteBuffer>* recv(grpc::CallbackServerContext* /*context*/,
                                                   const grpc::ByteBuffer* /*request*/) override {
    return new RecvReactor(audience_);
  }

  const Encode encode_;
  Audience audience_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeChat(Encode encode) {
  return std::make_unique<Chat>(std::move(encode));
}

}  // namespace lesson
