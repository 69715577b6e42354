// Noticing who left: a client that goes sends nothing, but gRPC cancels its call. A reader here is
// a reactor: it has no thread, and gRPC calls its On... methods on each event.
#include <mutex>
#include <set>
#include <utility>

#include "lessons/who_left/lesson.h"

namespace lesson {
namespace {

class Reader;

// The readers who are here. All of them are alive: their calls are not finished.
struct Readers {
  std::mutex mutex;
  std::set<Reader*> here;
  OnCount on_count;
};

// The stream of one reader. Nobody sends, so it writes nothing.
class Reader final : public grpc::ServerWriteReactor<chat_proto::ChatMessage> {
 public:
  explicit Reader(Readers& readers) : readers_(readers) {
    const std::lock_guard lock(readers_.mutex);
    readers_.here.insert(this);
    readers_.on_count(readers_.here.size());
    StartSendInitialMetadata();  // tells the client that it is counted
  }

 private:
  // The client has cancelled, its deadline has passed, or its connection is lost. Runs on a thread
  // of gRPC, perhaps while another thread is in Close.
  void OnCancel() override {
    {
      const std::lock_guard lock(readers_.mutex);
      if (readers_.here.erase(this) == 0) return;  // Close was first, and ends this call
      readers_.on_count(readers_.here.size());
    }
    Finish(grpc::Status::CANCELLED);
  }

  // After Finish, and after all other reactions.
  void OnDone() override { delete this; }

  Readers& readers_;
};

class ChatService final
    : public chat_proto::Chat::WithCallbackMethod_recv<chat_proto::Chat::Service> {
 public:
  explicit ChatService(OnCount on_count) { readers_.on_count = std::move(on_count); }

  void Close() {
    std::set<Reader*> leaving;
    {
      const std::lock_guard lock(readers_.mutex);
      leaving.swap(readers_.here);
      readers_.on_count(0);
    }
    // The one who takes a reader off the list ends its call. So it ends once.
    for (Reader* reader : leaving) reader->Finish(grpc::Status::OK);
  }

 private:
  grpc::ServerWriteReactor<chat_proto::ChatMessage>* recv(
      grpc::CallbackServerContext* /*context*/, const chat_proto::Empty* /*request*/) override {
    return new Reader(readers_);
  }

  Readers readers_;
};

}  // namespace

Chat MakeChat(OnCount on_count) {
  auto service = std::make_unique<ChatService>(std::move(on_count));
  ChatService* const chat = service.get();
  return {std::move(service), [chat] { chat->Close(); }};
}

}  // namespace lesson
