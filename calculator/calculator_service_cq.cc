#include "calculator/calculator_service_cq.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <utility>

#include "calculator/calculator.h"
#include "rpc/status.h"

namespace workbook::calculator {
namespace {

// What a queue's tag points to: gRPC hands the pointer back with each event.
class Tag {
 public:
  virtual ~Tag() = default;
  // One operation ended; `ok` is false when it did not happen, as all that wait do on shutdown, or
  // when it is too late to start another one.
  virtual void Proceed(bool ok) = 0;
};

// The one tag that is no call.
constexpr std::nullptr_t kStop = nullptr;

// Which of a service's calls to wait for, and how one is answered.
template <typename Request, typename Reply>
struct Method {
  std::function<void(grpc::ServerContext*, Request*, grpc::ServerAsyncResponseWriter<Reply>*,
                     void* tag)>
      wait_for_call;
  std::function<grpc::Status(const Request&, Reply&)> answer;
};

// One unary call, and there is always one more that waits for the next: born waiting, it goes
// kWaiting -> kFinishing -> deleted. Only the polling thread touches it.
template <typename Request, typename Reply>
class UnaryCall final : public Tag {
 public:
  static void Wait(const Method<Request, Reply>& method) { new UnaryCall(method); }

  void Proceed(bool ok) override {
    if (!ok || state_ == State::kFinishing) {
      delete this;
      return;
    }
    Wait(method_);  // first the next caller, then this one
    Reply reply;
    const grpc::Status status = method_.answer(request_, reply);
    state_ = State::kFinishing;
    if (status.ok()) {
      responder_.Finish(reply, status, this);
    } else {
      responder_.FinishWithError(status, this);
    }
  }

 private:
  enum class State { kWaiting, kFinishing };

  explicit UnaryCall(const Method<Request, Reply>& method) : method_(method) {
    method_.wait_for_call(&context_, &request_, &responder_, this);
  }

  const Method<Request, Reply> method_;
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
  grpc::ServerCompletionQueue* queue = queue_.get();

  UnaryCall<calc::AddRequest, calc::AddReply>::Wait(
      {.wait_for_call =
           [this, queue](auto* context, auto* request, auto* responder, void* tag) {
             service_.RequestAdd(context, request, responder, queue, queue, tag);
           },
       .answer =
           [](const calc::AddRequest& request, calc::AddReply& reply) {
             return rpc::Answer(Add(request.n1(), request.n2()),
                                [&reply](int32_t sum) { reply.set_n1(sum); });
           }});

  UnaryCall<calc::SubstractRequest, calc::SubstractReply>::Wait(
      {.wait_for_call =
           [this, queue](auto* context, auto* request, auto* responder, void* tag) {
             service_.RequestSubstract(context, request, responder, queue, queue, tag);
           },
       .answer =
           [](const calc::SubstractRequest& request, calc::SubstractReply& reply) {
             return rpc::Answer(Subtract(request.n1(), request.n2()),
                                [&reply](int32_t difference) { reply.set_n1(difference); });
           }});

  UnaryCall<calc::MultiplyRequest, calc::MultiplyReply>::Wait(
      {.wait_for_call =
           [this, queue](auto* context, auto* request, auto* responder, void* tag) {
             service_.RequestMultiply(context, request, responder, queue, queue, tag);
           },
       .answer =
           [](const calc::MultiplyRequest& request, calc::MultiplyReply& reply) {
             return rpc::Answer(Multiply(request.n1(), request.n2()),
                                [&reply](int32_t product) { reply.set_n1(product); });
           }});

  UnaryCall<calc::DivideRequest, calc::DivideReply>::Wait(
      {.wait_for_call =
           [this, queue](auto* context, auto* request, auto* responder, void* tag) {
             service_.RequestDivide(context, request, responder, queue, queue, tag);
           },
       .answer =
           [](const calc::DivideRequest& request, calc::DivideReply& reply) {
             return rpc::Answer(Divide(request.n1(), request.n2()),
                                [&reply](float quotient) { reply.set_f1(quotient); });
           }});

  poller_ = std::thread([this] { Poll(); });
}

void CqCalculatorService::OnStopped() {
  // After the server's Shutdown, never before: calls still arriving would find no queue. On the
  // poller, by way of the queue: a call whose client is gone may be in it still, and asking a queue
  // that is shut down for the next call aborts the process.
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
