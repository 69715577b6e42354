// Encode once, send to all: the server encodes a message once, and all readers share the bytes.
#include <mutex>
#include <set>

#include "lessons/encode_once/lesson.h"

namespace lesson {
namespace {

using Reader = ReaderStream<grpc::ByteBuffer>;

grpc::ByteBuffer Encode(const chat_proto::ChatMessage& message) {
  const grpc::Slice bytes(message.SerializeAsString());
  return grpc::ByteBuffer(&bytes, 1);
}

// Only recv is raw: gRPC writes its bytes as they are. send takes and returns messages as usual.
class Chat final : public chat_proto::Chat::WithRawCallbackMethod_recv<chat_proto::Chat::Service> {
  grpc::Status send(grpc::ServerContext* /*context*/, const chat_proto::ChatRequest* request,
                    chat_proto::ChatResponse* response) override {
    const grpc::ByteBuffer bytes = Encode(request->cmsg());
    const std::lock_guard lock(mutex_);
    for (Reader* reader : readers_) reader->Deliver(bytes);  // one reference more for each
    response->set_success(true);
    return grpc::Status::OK;
  }

  grpc::ServerWriteReactor<grpc::ByteBuffer>* recv(grpc::CallbackServerContext* /*context*/,
                                                   const grpc::ByteBuffer* /*request*/) override {
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
