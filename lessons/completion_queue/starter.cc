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
    // TODO: take this call one step on. Which step, say state_ and `ok`: wait for the next call and
    // begin the work for this one; answer it; delete it. For now one client gets an error.
    if (!ok || state_ == State::kFinishing) return;
    state_ = State::kFinishing;
    responder_.FinishWithError({grpc::StatusCode::UNIMPLEMENTED, "Add is not written yet"}, this);
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
