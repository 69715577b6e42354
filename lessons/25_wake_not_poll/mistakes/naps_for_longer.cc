// Naps so rarely that it costs next to nothing: then every message is late by half a nap.
#include <chrono>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "lesson.h"

namespace lesson {
namespace {

class Chat final : public chat_proto::Chat::Service {
  grpc::Status send(grpc::ServerContext* /*context*/, const chat_proto::ChatRequest* request,
                    chat_proto::ChatResponse* response) override {
    const std::lock_guard lock(mutex_);
    log_.push_back(request->cmsg());
    response->set_success(true);
    return grpc::Status::OK;
  }

  grpc::Status recv(grpc::ServerContext* context, const chat_proto::Empty* /*request*/,
                    grpc::ServerWriter<chat_proto::ChatMessage>* writer) override {
    size_t next = 0;
    writer->SendInitialMetadata();
    while (!context->IsCancelled()) {
      const auto message = Next(next);
      if (!message.has_value())
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
      else if (!writer->Write(*message))
        break;
    }
    return grpc::Status::CANCELLED;
  }

  // The message at `next`, which moves on; nothing when there is none yet.
  std::optional<chat_proto::ChatMessage> Next(size_t& next) {
    const std::lock_guard lock(mutex_);
    if (next == log_.size()) return std::nullopt;
    return log_[next++];
  }

  std::mutex mutex_;
  std::vector<chat_proto::ChatMessage> log_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeChat() { return std::make_unique<Chat>(); }

}  // namespace lesson
