// A server interceptor that times every call, whatever its method: once for all handlers.
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/support/server_interceptor.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"

namespace workbook::rpc {

/// A call that a handler has answered. gRPC itself refuses calls of methods that no service has.
struct AnsweredCall {
  std::string method{};      ///< "/ecommerce.OrderManagement/getOrder"
  std::string request_id{};  ///< see rpc/request_id.h; empty when the client sent none
  absl::StatusCode code = absl::StatusCode::kOk;
  /// From the call's arrival until its status is about to be sent: without the time of the network.
  std::chrono::steady_clock::duration took{};
};

/// One line: `/ecommerce.OrderManagement/getOrder NOT_FOUND 0.3 ms`, and the request id, if any.
std::string Describe(const AnsweredCall& call);

/// Called for each call, on any thread, before the status goes out: it must be quick.
using OnAnswer = std::function<void(const AnsweredCall& call)>;

/// Makes a server time its calls: see Hosted::AddInterceptor.
std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> TimeCalls(
    OnAnswer on_answer);

}  // namespace workbook::rpc
