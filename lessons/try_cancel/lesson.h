// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <functional>
#include <optional>

#include "absl/status/statusor.h"
#include "route_guide.grpc.pb.h"

namespace lesson {

/// Whether this is the feature that the user wants.
using IsWanted = std::function<bool(const ::Feature&)>;

/// Lists the features in `rectangle`, with a deadline, `timeout` from now, and returns the first
/// that is wanted. Then it cancels the call, asks about no other feature, and waits for the end of
/// the call. Returns nullopt when the list is complete, and has none; else the status of a call
/// that failed before there was one.
absl::StatusOr<std::optional<::Feature>> FindFeature(::RouteGuide::Stub& stub,
                                                     const ::Rectangle& rectangle,
                                                     const IsWanted& is_wanted,
                                                     std::chrono::milliseconds timeout);

}  // namespace lesson
