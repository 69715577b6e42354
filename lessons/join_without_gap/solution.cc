// Join without a gap: the initial metadata tells the reader "from now on you miss
// nothing", so the server sends it when that is true.
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "lessons/join_without_gap/lesson.h"

namespace lesson {
namespace {

// How often a handler without new messages checks whether its client is still there.
constexpr std::chrono::milliseconds kCancelCheckInterval{100};

class Chat final : public chat_proto::Chat::Service {
 public:
  explicit Chat(UserLookup look_up_user) : look_up_user_(std::move(look_up_user)) {}

 private:
  grpc::Status send(grpc::ServerContext* /*context*/, const chat_proto::ChatRequest* request,
                    chat_proto::ChatResponse* response) override {
    const std::lock_guard lock(mutex_);
    log_.push_back(request->cmsg());
    appended_.notify_all();
    response->set_success(true);
    return grpc::Status::OK;
  }

  grpc::Status recv(grpc::ServerContext* context, const chat_proto::Empty* /*request*/,
                    grpc::ServerWriter<chat_proto::ChatMessage>* writer) override {
    // May take a while: not under the lock that the others need.
    const grpc::Status allowed = look_up_user_();
    if (!allowed.ok()) return allowed;
    std::unique_lock lock(mutex_);
    size_t next = log_.size();  // the position of the reader's next message
    lock.unlock();
    writer->SendInitialMetadata();  // from here on the reader misses nothing
    while (!context->IsCancelled()) {
      const auto message = Next(next);
      if (message.has_value() && !writer->Write(*message)) break;
    }
    return grpc::Status::CANCELLED;
  }

  // Returns the message at `next` and advances `next`; nullopt when none arrives for a while.
  std::optional<chat_proto::ChatMessage> Next(size_t& next) {
    std::unique_lock lock(mutex_);
    const auto has_next = [&] { return next < log_.size(); };
    if (!appended_.wait_for(lock, kCancelCheckInterval, has_next)) return std::nullopt;
    return log_[next++];
  }

  const UserLookup look_up_user_;
  std::mutex mutex_;
  std::condition_variable appended_;
  std::vector<chat_proto::ChatMessage> log_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeChat(UserLookup look_up_user) {
  return std::make_unique<Chat>(std::move(look_up_user));
}

}  // namespace lesson
