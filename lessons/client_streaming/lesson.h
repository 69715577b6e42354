// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>

#include "route_guide.grpc.pb.h"

namespace lesson {

/// Saves a complete route. Thread-safe.
using Save = std::function<void(const ::RouteSummary&)>;

/// A RouteGuide that implements RecordRoute. The summary has the number of points and the length of
/// the route in metres, as the sum of its legs, rounded once at the end. Calls `save` once for each
/// route whose client has half-closed, with its summary; never for a cancelled one.
std::unique_ptr<grpc::Service> MakeRouteGuide(Save save);

}  // namespace lesson
