// Runs code of a check at a point of a server's call: to record what the handler does, or to hold
// it there. So a check knows how far the handler is, and does not have to guess by the time.
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/support/server_interceptor.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "lessons/check/test_server.h"

namespace workbook::lessons::check {

using grpc::experimental::InterceptionHookPoints;

/// Runs on the thread that gets to the point: in the synchronous API the handler's, for what it
/// sends.
using ServerHook = std::function<void(grpc::experimental::InterceptorBatchMethods&)>;

/// Lets a server run `hook` at `point` of each call of `method`: "/package.Service/Method".
inline TestServer::Configure AddHook(std::string method, InterceptionHookPoints point,
                                     ServerHook hook) {
  class Interceptor final : public grpc::experimental::Interceptor {
   public:
    Interceptor(InterceptionHookPoints point, ServerHook hook)
        : point_(point), hook_(std::move(hook)) {}
    void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
      if (methods->QueryInterceptionHookPoint(point_)) hook_(*methods);
      methods->Proceed();
    }

   private:
    const InterceptionHookPoints point_;
    const ServerHook hook_;
  };
  class Factory final : public grpc::experimental::ServerInterceptorFactoryInterface {
   public:
    Factory(std::string method, InterceptionHookPoints point, ServerHook hook)
        : method_(std::move(method)), point_(point), hook_(std::move(hook)) {}
    grpc::experimental::Interceptor* CreateServerInterceptor(
        grpc::experimental::ServerRpcInfo* info) override {
      return info->method() == method_ ? new Interceptor(point_, hook_) : nullptr;
    }

   private:
    const std::string method_;
    const InterceptionHookPoints point_;
    const ServerHook hook_;
  };
  return [=](grpc::ServerBuilder& builder) {
    std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> factories;
    factories.push_back(std::make_unique<Factory>(method, point, hook));
    builder.experimental().SetInterceptorCreators(std::move(factories));
  };
}

}  // namespace workbook::lessons::check
