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

// One call of Add: kWaiting -> kWorking -> kFinishing -> deleted. Only the polling thread uses it.
class AddCall final : public Event {
 public:
  // Makes an AddCall, which accepts the next caller. The caller after that needs another AddCall.
  static void WaitForCaller(const Server& server) { new AddCall(server); }

  void Proceed(bool ok) override {
    switch (state_) {
      case State::kWaiting:
        if (!ok) {  // no caller: the server shuts down
          delete this;
          return;
        }
        // TODO: make an AddCall wait for the next caller, and start the work for this one: when
        // it is finished, Poll calls Proceed in state kWorking. For now the answer is an error.
        state_ = State::kFinishing;
        responder_.FinishWithError({grpc::StatusCode::UNIMPLEMENTED, "Add is not written yet"},
                                   this);
        return;
      case State::kWorking:
        reply_.set_n1(request_.n1() + request_.n2());
        state_ = State::kFinishing;
        responder_.Finish(reply_, grpc::Status::OK, this);
        return;
      case State::kFinishing:
        delete this;  // the answer was sent, or the caller has gone
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
  AddCall::WaitForCaller({service, queue, std::move(work)});
}

void Poll(grpc::ServerCompletionQueue& queue) {
  void* tag = nullptr;
  bool ok = false;
  while (queue.Next(&tag, &ok)) static_cast<Event*>(tag)->Proceed(ok);
}

}  // namespace lesson
