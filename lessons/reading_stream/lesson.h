// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <functional>

#include "absl/status/statusor.h"
#include "route_guide.grpc.pb.h"

namespace lesson {

/// Shows a feature to the user.
using Show = std::function<void(const ::Feature&)>;

/// Asks the server for the features in `rectangle`, with a deadline, `timeout` from now. Shows each
/// as soon as it arrives. Returns how many there were when the call ended with OK, else its status:
/// the server's, or DEADLINE_EXCEEDED.
absl::StatusOr<int> ListFeatures(::RouteGuide::Stub& stub, const ::Rectangle& rectangle,
                                 const Show& show, std::chrono::milliseconds timeout);

}  // namespace lesson
