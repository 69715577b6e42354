// Reports when the metadata is sent. In a unary call that is mostly the moment of the status too,
// in a stream it is the beginning.
#include <grpcpp/support/server_interceptor.h>

#include <memory>
#include <utility>
#include <vector>

#include "lesson.h"

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

  // gRPC comes by several times in a call, and says what is about to happen or has just happened.
  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_INITIAL_METADATA)) {
      report_(method_, clock_() - start_);
    }
    methods->Proceed();  // the call stands still until somebody says this
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

  // A new one for each call, which gRPC deletes with the call.
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
