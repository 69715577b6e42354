// Sums up a route point by point: RecordRoute keeps this instead of the points.
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

  /// Of a call that started at `started`. `features` must outlive the recorder.
  explicit RouteRecorder(const FeatureDatabase& features,
                         TimePoint started = std::chrono::steady_clock::now())
      : features_(features), started_(started) {}

  /// Extends the route to `point`, a valid one.
  void Add(const ::Point& point);

  /// The numbers of points and of points with a named feature, the metres, and the whole seconds
  /// from the start of the call to `ended`, the end of its stream. A number that exceeds int32
  /// becomes the largest int32.
  ::RouteSummary Summary(TimePoint ended = std::chrono::steady_clock::now()) const;

 private:
  const FeatureDatabase& features_;
  const TimePoint started_;
  int64_t points_ = 0;
  int64_t features_passed_ = 0;
  double metres_ = 0;  // rounded only in the summary: the legs' fractions add up
  std::optional<::Point> last_;
};

}  // namespace workbook::route_guide
