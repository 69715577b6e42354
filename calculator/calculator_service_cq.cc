#include "calculator/calculator_service_cq.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>

#include "absl/status/statusor.h"
#include "calculator/calculator.h"
#include "rpc/status.h"

namespace workbook::calculator {
namespace {

using Service = calc::Calculator::AsyncService;

// What a queue's tag points to: gRPC hands the pointer back with each event.
class Tag {
 public:
  virtual ~Tag() = default;
  // An operation ended. `ok` is false when it did not happen, as every pending one on shutdown, or
  // when it is too late to start another.
  virtual void Proceed(bool ok) = 0;
};

// The one tag that is not a call.
constexpr std::nullptr_t kStop = nullptr;

// A unary method: how to request its next call, what to compute, where the result goes.
template <typename Request, typename Reply, typename Number>
struct Method {
  void (Service::*request_call)(grpc::ServerContext*, Request*,
                                grpc::ServerAsyncResponseWriter<Reply>*, grpc::CompletionQueue*,
                                grpc::ServerCompletionQueue*, void* tag);
  absl::StatusOr<Number> (*compute)(int32_t n1, int32_t n2);
  void (Reply::*set_result)(Number result);
};

// One call. One more always waits for the next client: a call is created waiting, goes kWaiting ->
// kFinishing, and deletes itself. Only the polling thread uses it.
template <typename Request, typename Reply, typename Number>
class UnaryCall final : public Tag {
 public:
  UnaryCall(Service& service, grpc::ServerCompletionQueue& queue,
            const Method<Request, Reply, Number>& method)
      : service_(service), queue_(queue), method_(method) {
    (service_.*method_.request_call)(&context_, &request_, &responder_, &queue_, &queue_, this);
  }

  void Proceed(bool ok) override {
    if (!ok || state_ == State::kFinishing) {
      delete this;
      return;
    }
    new UnaryCall(service_, queue_, method_);  // for the next client, before this one is answered
    Reply reply;
    // std::invoke: with UBSan, g++ 12 reads a captured pointer to member from nowhere.
    const grpc::Status status =
        rpc::Answer(method_.compute(request_.n1(), request_.n2()),
                    [&](Number result) { std::invoke(method_.set_result, reply, result); });
    state_ = State::kFinishing;
    if (status.ok()) {
      responder_.Finish(reply, status, this);
    } else {
      responder_.FinishWithError(status, this);
    }
  }

 private:
  enum class State { kWaiting, kFinishing };

  Service& service_;
  grpc::ServerCompletionQueue& queue_;
  const Method<Request, Reply, Number> method_;
  grpc::ServerContext context_;
  Request request_;
  grpc::ServerAsyncResponseWriter<Reply> responder_{&context_};
  State state_ = State::kWaiting;
};

}  // namespace

void CqCalculatorService::Register(grpc::ServerBuilder& builder) {
  builder.RegisterService(&service_);
  queue_ = builder.AddCompletionQueue();
}

void CqCalculatorService::OnServing() {
  new UnaryCall<calc::AddRequest, calc::AddReply, int32_t>(
      service_, *queue_, {&Service::RequestAdd, &Add, &calc::AddReply::set_n1});
  new UnaryCall<calc::SubstractRequest, calc::SubstractReply, int32_t>(
      service_, *queue_, {&Service::RequestSubstract, &Subtract, &calc::SubstractReply::set_n1});
  new UnaryCall<calc::MultiplyRequest, calc::MultiplyReply, int32_t>(
      service_, *queue_, {&Service::RequestMultiply, &Multiply, &calc::MultiplyReply::set_n1});
  new UnaryCall<calc::DivideRequest, calc::DivideReply, float>(
      service_, *queue_, {&Service::RequestDivide, &Divide, &calc::DivideReply::set_f1});
  poller_ = std::thread([this] { Poll(); });
}

void CqCalculatorService::OnStopped() {
  // Only after the server's Shutdown: calls that still arrive need the queue. The poller shuts the
  // queue down, told through the queue itself: a call whose client is gone may still be in it, and
  // requesting the next call on a queue that is shut down aborts the process.
  stop_alarm_.Set(queue_.get(), std::chrono::system_clock::now(), kStop);
  if (poller_.joinable()) {
    poller_.join();
  } else {
    Poll();
  }
}

void CqCalculatorService::Poll() {
  void* tag = nullptr;
  bool ok = false;
  bool stopped = false;
  while (queue_->Next(&tag, &ok)) {
    if (tag == kStop) {
      stopped = true;
      queue_->Shutdown();
    } else {
      static_cast<Tag*>(tag)->Proceed(ok && !stopped);
    }
  }
}

}  // namespace workbook::calculator
