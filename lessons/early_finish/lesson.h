// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <functional>
#include <optional>

#include "absl/status/statusor.h"
#include "route_guide.grpc.pb.h"

namespace lesson {

/// The source of a route's points: the next point at each call, nullopt after the last.
using NextPoint = std::function<std::optional<::Point>()>;

/// Calls the server's RecordRoute with a deadline, `timeout` from now. Sends points until there are
/// no more or the server has ended the call, and asks for no point after that. Returns the summary
/// when the call ended with OK, else its status: the server's, or DEADLINE_EXCEEDED.
absl::StatusOr<::RouteSummary> RecordRoute(::RouteGuide::Stub& stub, const NextPoint& next_point,
                                           std::chrono::milliseconds timeout);

}  // namespace lesson
