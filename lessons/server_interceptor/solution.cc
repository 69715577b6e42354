// A server interceptor: code for every method, written once, outside of the handlers.
#include <grpcpp/support/server_interceptor.h>

#include <memory>
#include <utility>
#include <vector>

#include "lessons/server_interceptor/lesson.h"

namespace lesson {
namespace {

using grpc::experimental::InterceptionHookPoints;
using grpc::experimental::ServerInterceptorFactoryInterface;
using grpc::experimental::ServerRpcInfo;

// Lives as long as its call.
class Timer final : public grpc::experimental::Interceptor {
 public:
  Timer(const Clock& clock, const Report& report, std::string method)
      : clock_(clock), report_(report), method_(std::move(method)) {}

  // gRPC calls this several times in a call, before and after it sends or receives something.
  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_STATUS)) {
      report_(method_, clock_() - start_);
    }
    methods->Proceed();  // without this the call hangs
  }

 private:
  const Clock& clock_;
  const Report& report_;
  const std::string method_;
  const std::chrono::milliseconds start_ = clock_();
};

class TimerFactory final : public ServerInterceptorFactoryInterface {
 public:
  TimerFactory(Clock clock, Report report) : clock_(std::move(clock)), report_(std::move(report)) {}

  // Called for each call. gRPC deletes the interceptor with the call.
  grpc::experimental::Interceptor* CreateServerInterceptor(ServerRpcInfo* info) override {
    return new Timer(clock_, report_, info->method());
  }

 private:
  const Clock clock_;
  const Report report_;
};

}  // namespace

void TimeCalls(grpc::ServerBuilder& builder, Clock clock, Report report) {
  std::vector<std::unique_ptr<ServerInterceptorFactoryInterface>> factories;
  factories.push_back(std::make_unique<TimerFactory>(std::move(clock), std::move(report)));
  builder.experimental().SetInterceptorCreators(std::move(factories));
}

}  // namespace lesson
