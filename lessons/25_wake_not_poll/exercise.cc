// Lesson 25, wake, don't poll: a reader that has nothing to read sleeps until there is something.
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <vector>

#include "lesson.h"

namespace lesson {
namespace {

// For how long a reader may sleep before it looks whether its client is still there.
constexpr std::chrono::milliseconds kLookAgain{500};

class Chat final : public chat_proto::Chat::Service {
  grpc::Status send(grpc::ServerContext* /*context*/, const chat_proto::ChatRequest* request,
                    chat_proto::ChatResponse* response) override {
    const std::lock_guard lock(mutex_);
    log_.push_back(request->cmsg());
    // TODO: wake the readers that sleep.
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

  // The message at `next`, which moves on; nothing when there is none yet.
  std::optional<chat_proto::ChatMessage> Next(size_t& next) {
    std::unique_lock lock(mutex_);
    // TODO: sleep until the message is said; after kLookAgain at the latest return nothing.
    if (next == log_.size()) return std::nullopt;
    return log_[next++];
  }

  std::mutex mutex_;
  std::condition_variable news_;
  std::vector<chat_proto::ChatMessage> log_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeChat() { return std::make_unique<Chat>(); }

}  // namespace lesson
