// One cursor for each reader: one log holds the messages for all, and each reader has
// its own position in it.
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <vector>

#include "lessons/own_cursor/lesson.h"

namespace lesson {
namespace {

// How often a handler without new messages checks whether its client is still there.
constexpr std::chrono::milliseconds kCancelCheckInterval{100};

class Chat final : public chat_proto::Chat::Service {
  grpc::Status send(grpc::ServerContext* /*context*/, const chat_proto::ChatRequest* request,
                    chat_proto::ChatResponse* response) override {
    const std::lock_guard lock(mutex_);
    log_.push_back(request->cmsg());
    appended_.notify_all();
    response->set_success(true);
    return grpc::Status::OK;
  }

  // Runs once for each reader, on a thread of its own; the stream lasts until it returns.
  grpc::Status recv(grpc::ServerContext* context, const chat_proto::Empty* /*request*/,
                    grpc::ServerWriter<chat_proto::ChatMessage>* writer) override {
    // TODO: give every reader its own position in the log, so that none takes another's messages.
    while (!context->IsCancelled()) {
      const auto message = Next();
      if (message.has_value() && !writer->Write(*message)) break;
    }
    return grpc::Status::CANCELLED;
  }

  // Returns the next message; nullopt when none arrives for a while.
  std::optional<chat_proto::ChatMessage> Next() {
    std::unique_lock lock(mutex_);
    const auto has_next = [&] { return next_ < log_.size(); };
    if (!appended_.wait_for(lock, kCancelCheckInterval, has_next)) return std::nullopt;
    return log_[next_++];
  }

  std::mutex mutex_;
  std::condition_variable appended_;
  std::vector<chat_proto::ChatMessage> log_;
  size_t next_ = 0;  // the position of the next message to read
};

}  // namespace

std::unique_ptr<grpc::Service> MakeChat() { return std::make_unique<Chat>(); }

}  // namespace lesson
