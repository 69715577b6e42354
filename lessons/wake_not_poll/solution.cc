// Wake, don't poll: a handler without new messages sleeps until there is one.
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <vector>

#include "lessons/wake_not_poll/lesson.h"

namespace lesson {
namespace {

// How long a handler may sleep before it checks whether its client is still there.
constexpr std::chrono::milliseconds kCancelCheckInterval{500};

class Chat final : public chat_proto::Chat::Service {
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
    size_t next = 0;
    writer->SendInitialMetadata();
    while (!context->IsCancelled()) {
      const auto message = Next(next);
      if (message.has_value() && !writer->Write(*message)) break;
    }
    return grpc::Status::CANCELLED;
  }

  // Returns the message at `next` and advances `next`; nullopt when there is none yet.
  std::optional<chat_proto::ChatMessage> Next(size_t& next) {
    std::unique_lock lock(mutex_);
    appended_.wait_for(lock, kCancelCheckInterval, [&] { return next < log_.size(); });
    if (next == log_.size()) return std::nullopt;
    return log_[next++];
  }

  std::mutex mutex_;
  std::condition_variable appended_;
  std::vector<chat_proto::ChatMessage> log_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeChat() { return std::make_unique<Chat>(); }

}  // namespace lesson
