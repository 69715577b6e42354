// Lesson 26, join without a gap: the initial metadata says "from now on you hear everything", and
// so it is sent when that is true.
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "lesson.h"

namespace lesson {
namespace {

// How often a reader that has nothing to read looks whether its client is still there.
constexpr std::chrono::milliseconds kLookAgain{100};

class Chat final : public chat_proto::Chat::Service {
 public:
  explicit Chat(Doorkeeper doorkeeper) : doorkeeper_(std::move(doorkeeper)) {}

 private:
  grpc::Status send(grpc::ServerContext* /*context*/, const chat_proto::ChatRequest* request,
                    chat_proto::ChatResponse* response) override {
    const std::lock_guard lock(mutex_);
    log_.push_back(request->cmsg());
    news_.notify_all();
    response->set_success(true);
    return grpc::Status::OK;
  }

  grpc::Status recv(grpc::ServerContext* context, const chat_proto::Empty* /*request*/,
                    grpc::ServerWriter<chat_proto::ChatMessage>* writer) override {
    size_t next = Enter();
    writer->SendInitialMetadata();  // from here on the reader may count on it
    while (!context->IsCancelled()) {
      const auto message = Next(next);
      if (message.has_value() && !writer->Write(*message)) break;
    }
    return grpc::Status::CANCELLED;
  }

  // Waits for the doorkeeper, then takes the place where the next message will stand: from there on
  // a reader misses nothing.
  size_t Enter() {
    doorkeeper_();
    const std::lock_guard lock(mutex_);
    return log_.size();
  }

  // The message at `next`, which moves on; nothing when there is none for a while.
  std::optional<chat_proto::ChatMessage> Next(size_t& next) {
    std::unique_lock lock(mutex_);
    const auto is_said = [&] { return next < log_.size(); };
    if (!news_.wait_for(lock, kLookAgain, is_said)) return std::nullopt;
    return log_[next++];
  }

  const Doorkeeper doorkeeper_;
  std::mutex mutex_;
  std::condition_variable news_;
  std::vector<chat_proto::ChatMessage> log_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeChat(Doorkeeper doorkeeper) {
  return std::make_unique<Chat>(std::move(doorkeeper));
}

}  // namespace lesson
