// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <functional>
#include <optional>

#include "absl/status/statusor.h"
#include "route_guide.grpc.pb.h"

namespace lesson {

/// Where a route's points come from: the next one at each call, and nothing after the last.
using NextPoint = std::function<std::optional<::Point>()>;

/// Sends points to RecordRoute until there are no more, or the server wants no more. The summary,
/// or the status that the server ended the call with; DEADLINE_EXCEEDED after `timeout`.
absl::StatusOr<::RouteSummary> RecordRoute(::RouteGuide::Stub& stub, const NextPoint& next_point,
                                           std::chrono::milliseconds timeout);

}  // namespace lesson
