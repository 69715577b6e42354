// Encode once, send to all: the server encodes a message once, and all readers share the bytes.
#include <mutex>
#include <set>

#include "lessons/encode_once/lesson.h"

namespace lesson {
namespace {

using Reader = ReaderStream<chat_proto::ChatMessage>;

// TODO: make recv a raw method, whose readers get bytes, and let send encode each message once. Now
// gRPC encodes it for each reader.
class Chat final : public chat_proto::Chat::WithCallbackMethod_recv<chat_proto::Chat::Service> {
  grpc::Status send(grpc::ServerContext* /*context*/, const chat_proto::ChatRequest* request,
                    chat_proto::ChatResponse* response) override {
    const std::lock_guard lock(mutex_);
    for (Reader* reader : readers_) reader->Deliver(request->cmsg());
    response->set_success(true);
    return grpc::Status::OK;
  }

  grpc::ServerWriteReactor<chat_proto::ChatMessage>* recv(
      grpc::CallbackServerContext* /*context*/, const chat_proto::Empty* /*request*/) override {
    const std::lock_guard lock(mutex_);
    return *readers_.insert(new Reader([this](Reader* reader) { Remove(reader); })).first;
  }

  void Remove(Reader* reader) {
    const std::lock_guard lock(mutex_);
    readers_.erase(reader);
  }

  std::mutex mutex_;
  std::set<Reader*> readers_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeChat() { return std::make_unique<Chat>(); }

}  // namespace lesson
