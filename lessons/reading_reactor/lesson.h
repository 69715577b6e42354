// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "route_guide.grpc.pb.h"

namespace lesson {

/// One route while its points come in. A route that was not saved is gone with its recording.
class Recording {
 public:
  virtual ~Recording() = default;
  /// INVALID_ARGUMENT for a point that is not on the globe: the route cannot be saved any more.
  virtual absl::Status Add(const ::Point& point) = 0;
  /// Saves the route, once. Returns its summary.
  virtual ::RouteSummary Save() = 0;
};

/// Thread-safe.
using BeginRecording = std::function<std::unique_ptr<Recording>()>;

/// A RouteGuide that implements RecordRoute: each call has a recording of its own, for as long as
/// it lasts. A point that cannot be added ends the call at once, with the status of Add. When the
/// client has half-closed, the route is saved and its summary is the answer. A cancelled route is
/// not saved.
std::unique_ptr<grpc::Service> MakeRouteGuide(BeginRecording begin);

}  // namespace lesson
