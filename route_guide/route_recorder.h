// Sums up a route point by point: what RecordRoute keeps instead of the points themselves.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "route_guide.pb.h"
#include "route_guide/feature_database.h"

namespace workbook::route_guide {

/// One route. Its memory does not grow with the route.
class RouteRecorder {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// `features` has to outlive the recorder.
  explicit RouteRecorder(const FeatureDatabase& features) : features_(features) {}

  /// The route goes on to `point`, a valid one, reached at `now`.
  void Add(const ::Point& point, TimePoint now);

  /// The points, those of them with a named feature, the metres and the whole seconds from the
  /// first point to the last. A figure beyond int32 stays at its greatest value.
  ::RouteSummary Summary() const;

 private:
  const FeatureDatabase& features_;
  int64_t points_ = 0;
  int64_t features_passed_ = 0;
  double metres_ = 0;  // rounded only in the summary: the legs' fractions add up
  std::optional<::Point> last_;
  TimePoint started_;
  TimePoint ended_;
};

}  // namespace workbook::route_guide
