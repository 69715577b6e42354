// A cursor for each peer(): that names a connection, and readers can share one.
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "lesson.h"

namespace lesson {
namespace {

// How often a reader that has nothing to read looks whether its client is still there.
constexpr std::chrono::milliseconds kLookAgain{100};

class Chat final : public chat_proto::Chat::Service {
  grpc::Status send(grpc::ServerContext* /*context*/, const chat_proto::ChatRequest* request,
                    chat_proto::ChatResponse* response) override {
    const std::lock_guard lock(mutex_);
    log_.push_back(request->cmsg());
    news_.notify_all();
    response->set_success(true);
    return grpc::Status::OK;
  }

  // Runs once for each reader, on a thread of its own; the stream lasts until it returns.
  grpc::Status recv(grpc::ServerContext* context, const chat_proto::Empty* /*request*/,
                    grpc::ServerWriter<chat_proto::ChatMessage>* writer) override {
    size_t& next = CursorOf(context->peer());
    while (!context->IsCancelled()) {
      const auto message = Next(next);
      if (message.has_value() && !writer->Write(*message)) break;
    }
    return grpc::Status::CANCELLED;
  }

  size_t& CursorOf(const std::string& peer) {
    const std::lock_guard lock(mutex_);
    return cursors_[peer];
  }

  // The message at `next`, which moves on; nothing when there is none for a while.
  std::optional<chat_proto::ChatMessage> Next(size_t& next) {
    std::unique_lock lock(mutex_);
    const auto is_said = [&] { return next < log_.size(); };
    if (!news_.wait_for(lock, kLookAgain, is_said)) return std::nullopt;
    return log_[next++];
  }

  std::mutex mutex_;
  std::condition_variable news_;
  std::vector<chat_proto::ChatMessage> log_;
  std::map<std::string, size_t> cursors_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeChat() { return std::make_unique<Chat>(); }

}  // namespace lesson
