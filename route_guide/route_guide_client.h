// The route guide's client: four methods, one for each kind of streaming.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "route_guide.grpc.pb.h"
#include "rpc/channel.h"

namespace workbook::route_guide {

/// Calls RouteGuide. Each method returns the status of the call: INVALID_ARGUMENT for a point that
/// is not on the globe, DEADLINE_EXCEEDED after `timeout`. Thread-safe.
class RouteGuideClient {
 public:
  explicit RouteGuideClient(const std::shared_ptr<grpc::Channel>& channel,
                            std::chrono::milliseconds timeout = rpc::kDefaultTimeout)
      : stub_(::RouteGuide::NewStub(channel)), timeout_(timeout) {}

  /// The feature at `point`; its name is empty when the server has none there.
  absl::StatusOr<::Feature> GetFeature(const ::Point& point);

  /// Calls `on_feature` with each feature inside `rectangle` as it arrives.
  absl::Status ListFeatures(const ::Rectangle& rectangle,
                            const std::function<void(const ::Feature&)>& on_feature);

  /// Sends `points` in order, and calls `on_point` before each.
  absl::StatusOr<::RouteSummary> RecordRoute(const std::vector<::Point>& points,
                                             const std::function<void(const ::Point&)>& on_point);

  /// Sends `notes` in order, and calls `on_answer` with each answer as it arrives. Calls `on_note`
  /// before each note is sent, on a second thread, because answers arrive meanwhile.
  absl::Status RouteChat(const std::vector<::RouteNote>& notes,
                         const std::function<void(const ::RouteNote&)>& on_note,
                         const std::function<void(const ::RouteNote&)>& on_answer);

 private:
  const std::unique_ptr<::RouteGuide::Stub> stub_;
  const std::chrono::milliseconds timeout_;
};

}  // namespace workbook::route_guide
