// A completion queue: each call is a small state machine, and its events drive it.
#include <utility>

#include "lessons/completion_queue/lesson.h"

namespace lesson {
namespace {

// What every call uses.
struct Server {
  calc::Calculator::AsyncService& service;
  grpc::ServerCompletionQueue& queue;
  const Work work;
};

// One call of Add: kWaiting -> kWorking -> kFinishing -> deleted. One thread uses all calls.
class AddCall final : public Event {
 public:
  // Makes an AddCall that waits for the next call of a client, for one call: the call after that
  // needs another AddCall.
  static void WaitForCall(const Server& server) { new AddCall(server); }

  void Proceed(bool ok) override {
    switch (state_) {
      case State::kWaiting:
        if (!ok) {  // no call came: the server shuts down
          delete this;
          return;
        }
        WaitForCall(server_);  // before this call's work: the next client does not wait for it
        state_ = State::kWorking;
        server_.work(this);
        return;
      case State::kWorking:
        reply_.set_n1(request_.n1() + request_.n2());
        state_ = State::kFinishing;
        responder_.Finish(reply_, grpc::Status::OK, this);
        return;
      case State::kFinishing:  // the answer was sent, or the client has gone
        delete this;
    }
  }

 private:
  enum class State { kWaiting, kWorking, kFinishing };

  explicit AddCall(const Server& server) : server_(server) {
    server_.service.RequestAdd(&context_, &request_, &responder_, &server_.queue, &server_.queue,
                               this);
  }

  const Server server_;
  grpc::ServerContext context_;
  calc::AddRequest request_;
  calc::AddReply reply_;
  grpc::ServerAsyncResponseWriter<calc::AddReply> responder_{&context_};
  State state_ = State::kWaiting;
};

}  // namespace

void ServeAdd(calc::Calculator::AsyncService& service, grpc::ServerCompletionQueue& queue,
              Work work) {
  AddCall::WaitForCall({service, queue, std::move(work)});
}

}  // namespace lesson
