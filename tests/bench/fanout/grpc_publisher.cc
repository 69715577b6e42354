#include "tests/bench/fanout/grpc_publisher.h"

#include <optional>
#include <utility>
#include <vector>

#include "chat.grpc.pb.h"
#include "chat/server/wire.h"
#include "tests/bench/fanout/grpc_reader.h"
#include "workbook/chat/v1/chat.pb.h"

namespace workbook::tests {
namespace {

// Has its own queue and waits for each write: on the readers' queue, their events would come
// between two messages and break up a burst.
class Stream final : public GrpcPublisher {
 public:
  explicit Stream(std::shared_ptr<grpc::Channel> channel)
      : stub_(std::move(channel)),
        call_(stub_.PrepareCall(&context_, "/chat.ChatService/Chat", &queue_)) {
    call_->StartCall(this);
    WaitForOperation();
  }
  ~Stream() override { queue_.Shutdown(); }

  void Publish(const std::string& text, size_t count, bool pipelined) override {
    ::chat::ChatMessage message;
    message.set_user("sender1");
    message.set_message(text);
    const grpc::ByteBuffer bytes = chat::server::Encode(message);
    for (size_t left = count; left > 0 && !failed_; --left) {
      grpc::WriteOptions options;
      if (pipelined && left > 1) options.set_buffer_hint();
      call_->Write(bytes, options, this);
      WaitForOperation();
    }
  }
  void Cancel() override { context_.TryCancel(); }
  bool failed() const override { return failed_; }

 private:
  // Waits for the operation in flight.
  void WaitForOperation() {
    void* tag = nullptr;
    bool ok = false;
    failed_ = !queue_.Next(&tag, &ok) || !ok;
  }

  grpc::GenericStub stub_;
  rpc::CallContext context_{kStreamTimeout};
  grpc::CompletionQueue queue_;
  const std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
  bool failed_ = false;
};

class Calls final : public GrpcPublisher {
 public:
  Calls(std::shared_ptr<grpc::Channel> channel, grpc::CompletionQueue& queue)
      : stub_(std::move(channel)), queue_(queue) {}

  void Publish(const std::string& text, size_t count, bool /*pipelined*/) override {
    chat::v1::SendRequest request;
    request.set_room("lobby");
    request.set_sender("sender1");
    request.set_text(text);
    const grpc::ByteBuffer bytes = chat::server::Encode(request);
    for (size_t i = 0; i < count; ++i) Idle().Start(bytes);
  }
  void Cancel() override {
    for (const std::unique_ptr<Call>& call : calls_) call->Cancel();
  }
  bool failed() const override { return failed_; }

 private:
  class Call final : public GrpcOperation {
   public:
    explicit Call(Calls& owner) : owner_(owner) {}

    void Start(const grpc::ByteBuffer& request) {
      call_.reset();  // before the context it refers to
      context_.emplace(kSilence);
      call_ = owner_.stub_.PrepareUnaryCall(&*context_, "/workbook.chat.v1.ChatService/Send",
                                            request, &owner_.queue_);
      call_->StartCall();
      call_->Finish(&response_, &status_, this);
    }
    void Done(bool ok, Deliveries& /*deliveries*/) override {
      if (!ok || !status_.ok()) owner_.failed_ = true;
      owner_.idle_.push_back(this);
    }
    void Cancel() { context_->TryCancel(); }

   private:
    Calls& owner_;
    std::optional<rpc::CallContext> context_;
    grpc::ByteBuffer response_;
    grpc::Status status_;
    std::unique_ptr<grpc::GenericClientAsyncResponseReader> call_;
  };

  Call& Idle() {
    if (idle_.empty()) {
      calls_.push_back(std::make_unique<Call>(*this));
      return *calls_.back();
    }
    Call& call = *idle_.back();
    idle_.pop_back();
    return call;
  }

  grpc::GenericStub stub_;
  grpc::CompletionQueue& queue_;
  std::vector<std::unique_ptr<Call>> calls_;
  std::vector<Call*> idle_;
  bool failed_ = false;
};

}  // namespace

std::unique_ptr<GrpcPublisher> PublishByStream(std::shared_ptr<grpc::Channel> channel,
                                               grpc::CompletionQueue& /*queue*/) {
  return std::make_unique<Stream>(std::move(channel));
}

std::unique_ptr<GrpcPublisher> PublishByCall(std::shared_ptr<grpc::Channel> channel,
                                             grpc::CompletionQueue& queue) {
  return std::make_unique<Calls>(std::move(channel), queue);
}

}  // namespace workbook::tests
