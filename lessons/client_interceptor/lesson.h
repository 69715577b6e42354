// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/support/client_interceptor.h>

#include <functional>
#include <memory>
#include <string>

namespace lesson {

/// The metadata key of a call's id.
inline constexpr char kRequestId[] = "x-request-id";

/// Returns a different id each time. Thread-safe.
using NextId = std::function<std::string()>;

/// Called once for each call, on any thread, when its status has arrived. Thread-safe.
using OnEnd = std::function<void(const std::string& id, grpc::StatusCode code)>;

/// Makes the interceptors of a channel. Each call on it sends one id in its initial metadata: the
/// caller's own, when the metadata has one already, else the next of `next_id`. When the call's
/// status has arrived, `on_end` gets the id that was sent, and the code.
std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface> SendIds(NextId next_id,
                                                                               OnEnd on_end);

}  // namespace lesson
