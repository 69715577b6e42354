// Graceful shutdown: the chat ends its streams, and the server cancels the calls that do not end in
// time.
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <vector>

#include "lessons/graceful_shutdown/lesson.h"

namespace lesson {
namespace {

// How long a handler may sleep before it checks whether its client is still there.
constexpr std::chrono::milliseconds kCancelCheckInterval{100};

class ChatService final : public Chat {
 public:
  void Close() override {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

 private:
  grpc::Status send(grpc::ServerContext* /*context*/, const chat_proto::ChatRequest* request,
                    chat_proto::ChatResponse* response) override {
    const std::lock_guard lock(mutex_);
    if (closed_) return ShuttingDown();
    log_.push_back(request->cmsg());
    changed_.notify_all();
    response->set_success(true);
    return grpc::Status::OK;
  }

  grpc::Status recv(grpc::ServerContext* context, const chat_proto::Empty* /*request*/,
                    grpc::ServerWriter<chat_proto::ChatMessage>* writer) override {
    std::unique_lock lock(mutex_);
    size_t next = log_.size();
    lock.unlock();
    writer->SendInitialMetadata();  // like Write, not under a lock that others need
    lock.lock();
    while (!context->IsCancelled()) {
      changed_.wait_for(lock, kCancelCheckInterval, [&] { return next < log_.size() || closed_; });
      if (next == log_.size()) {
        if (closed_) return ShuttingDown();
        continue;
      }
      const chat_proto::ChatMessage message = log_[next++];
      lock.unlock();
      const bool sent = writer->Write(message);  // takes as long as the reader does
      lock.lock();
      if (!sent) break;
    }
    return grpc::Status::CANCELLED;
  }

  // UNAVAILABLE tells a client that it may try again, here or elsewhere.
  static grpc::Status ShuttingDown() {
    return {grpc::StatusCode::UNAVAILABLE, "the chat is shutting down"};
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<chat_proto::ChatMessage> log_;
  bool closed_ = false;
};

}  // namespace

std::unique_ptr<Chat> MakeChat() { return std::make_unique<ChatService>(); }

void Stop(grpc::Server& server, Chat& chat, std::chrono::milliseconds grace_period) {
  chat.Close();
  server.Shutdown(std::chrono::system_clock::now() + grace_period);
}

}  // namespace lesson
