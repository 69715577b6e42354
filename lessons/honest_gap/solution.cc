// A bounded log and an honest gap: the server drops old messages, and tells the readers
// that missed them.
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>

#include "lessons/honest_gap/lesson.h"

namespace lesson {
namespace {

// How often a handler without new messages checks whether its client is still there.
constexpr std::chrono::milliseconds kCancelCheckInterval{100};

class Chat final : public chat_proto::Chat::Service {
 public:
  explicit Chat(size_t kept) : kept_(kept) {}

 private:
  grpc::Status send(grpc::ServerContext* /*context*/, const chat_proto::ChatRequest* request,
                    chat_proto::ChatResponse* response) override {
    const std::lock_guard lock(mutex_);
    log_.push_back(request->cmsg());
    if (log_.size() > kept_) {
      log_.pop_front();
      ++first_;
    }
    appended_.notify_all();
    response->set_success(true);
    return grpc::Status::OK;
  }

  grpc::Status recv(grpc::ServerContext* context, const chat_proto::Empty* /*request*/,
                    grpc::ServerWriter<chat_proto::ChatMessage>* writer) override {
    std::unique_lock lock(mutex_);
    size_t next = end();
    lock.unlock();
    writer->SendInitialMetadata();  // like Write, not under a lock that others need
    lock.lock();
    while (!context->IsCancelled()) {
      if (!appended_.wait_for(lock, kCancelCheckInterval, [&] { return next < end(); })) continue;
      if (next < first_) return Missed(first_ - next);
      const chat_proto::ChatMessage message = log_.at(next - first_);
      ++next;
      lock.unlock();
      const bool sent = writer->Write(message);  // takes as long as the reader does
      lock.lock();
      if (!sent) break;
    }
    return grpc::Status::CANCELLED;
  }

  static grpc::Status Missed(size_t count) {
    return {grpc::StatusCode::RESOURCE_EXHAUSTED,
            "you fell behind and missed " + std::to_string(count) + " messages"};
  }

  // The number of the next message. Messages are numbered from 0 and keep their number.
  size_t end() const { return first_ + log_.size(); }

  const size_t kept_;
  std::mutex mutex_;
  std::condition_variable appended_;
  std::deque<chat_proto::ChatMessage> log_;
  size_t first_ = 0;  // the number of the oldest message in the log
};

}  // namespace

std::unique_ptr<grpc::Service> MakeChat(size_t kept) { return std::make_unique<Chat>(kept); }

}  // namespace lesson
