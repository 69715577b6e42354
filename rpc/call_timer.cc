#include "rpc/call_timer.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "rpc/request_id.h"
#include "rpc/status.h"

namespace workbook::rpc {
namespace {

using grpc::experimental::InterceptionHookPoints;

// Belongs to one call, whose hook points come one after another.
class CallTimer final : public grpc::experimental::Interceptor {
 public:
  CallTimer(const OnAnswer& on_answer, std::string method) : on_answer_(on_answer) {
    call_.method = std::move(method);
  }

  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::POST_RECV_INITIAL_METADATA)) {
      call_.request_id = RequestIdOf(*methods->GetRecvInitialMetadata());
    }
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_STATUS)) {
      call_.code = FromGrpcStatus(methods->GetSendStatus()).code();
      call_.took = std::chrono::steady_clock::now() - arrived_;
      on_answer_(call_);
    }
    methods->Proceed();
  }

 private:
  const OnAnswer& on_answer_;  // the factory's, which lives as long as the server
  const std::chrono::steady_clock::time_point arrived_ = std::chrono::steady_clock::now();
  AnsweredCall call_;
};

class CallTimerFactory final : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  explicit CallTimerFactory(OnAnswer on_answer) : on_answer_(std::move(on_answer)) {}
  grpc::experimental::Interceptor* CreateServerInterceptor(
      grpc::experimental::ServerRpcInfo* info) override {
    return new CallTimer(on_answer_, info->method());
  }

 private:
  const OnAnswer on_answer_;
};

}  // namespace

std::string Describe(const AnsweredCall& call) {
  const double ms = std::chrono::duration<double, std::milli>(call.took).count();
  return absl::StrCat(call.method, " ", absl::StatusCodeToString(call.code), " ",
                      absl::StrFormat("%.1f ms", ms), call.request_id.empty() ? "" : " ",
                      call.request_id);
}

std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> TimeCalls(
    OnAnswer on_answer) {
  return std::make_unique<CallTimerFactory>(std::move(on_answer));
}

}  // namespace workbook::rpc
