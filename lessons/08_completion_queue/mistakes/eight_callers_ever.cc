// Makes room for eight callers in advance and never again: the ninth is never answered.
#include <utility>

#include "lesson.h"

namespace lesson {
namespace {

// What every call needs.
struct Place {
  calc::Calculator::AsyncService& service;
  grpc::ServerCompletionQueue& queue;
  const Work work;
};

// One call of Add: kWaiting -> kWorking -> kFinishing -> deleted. Only the polling thread has it.
class AddCall final : public Event {
 public:
  // From now on the next caller gets an AddCall; who comes after that one has to wait.
  static void WaitForCaller(const Place& place) { new AddCall(place); }

  void Proceed(bool ok) override {
    switch (state_) {
      case State::kWaiting:
        if (!ok) {  // nobody came: the server is shut down
          delete this;
          return;
        }
        state_ = State::kWorking;
        place_.work(this);
        return;
      case State::kWorking:
        reply_.set_n1(request_.n1() + request_.n2());
        state_ = State::kFinishing;
        responder_.Finish(reply_, grpc::Status::OK, this);
        return;
      case State::kFinishing:
        delete this;  // the answer is out, or the caller has gone
    }
  }

 private:
  enum class State { kWaiting, kWorking, kFinishing };

  explicit AddCall(const Place& place) : place_(place) {
    place_.service.RequestAdd(&context_, &request_, &responder_, &place_.queue, &place_.queue,
                              this);
  }

  const Place place_;
  grpc::ServerContext context_;
  calc::AddRequest request_;
  calc::AddReply reply_;
  grpc::ServerAsyncResponseWriter<calc::AddReply> responder_{&context_};
  State state_ = State::kWaiting;
};

}  // namespace

void ServeAdd(calc::Calculator::AsyncService& service, grpc::ServerCompletionQueue& queue,
              Work work) {
  const Place place{service, queue, std::move(work)};
  for (int i = 0; i < 8; ++i) AddCall::WaitForCaller(place);
}

void Poll(grpc::ServerCompletionQueue& queue) {
  void* tag = nullptr;
  bool ok = false;
  while (queue.Next(&tag, &ok)) static_cast<Event*>(tag)->Proceed(ok);
}

}  // namespace lesson
