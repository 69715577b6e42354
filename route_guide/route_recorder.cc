#include "route_guide/route_recorder.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "route_guide/geo.h"

namespace workbook::route_guide {
namespace {

constexpr int32_t kMax = std::numeric_limits<int32_t>::max();

int32_t Clamp(int64_t value) { return static_cast<int32_t>(std::min<int64_t>(value, kMax)); }

// Compared as doubles: converting one that does not fit is undefined behaviour.
int32_t RoundAndClamp(double value) {
  return static_cast<int32_t>(std::min<double>(std::round(value), kMax));
}

}  // namespace

void RouteRecorder::Add(const ::Point& point) {
  if (last_.has_value()) metres_ += DistanceInMetres(*last_, point);
  ++points_;
  const ::Feature* feature = features_.Find(point);
  if (feature != nullptr && !feature->name().empty()) ++features_passed_;
  last_ = point;
}

::RouteSummary RouteRecorder::Summary(TimePoint ended) const {
  ::RouteSummary summary;
  summary.set_point_count(Clamp(points_));
  summary.set_feature_count(Clamp(features_passed_));
  summary.set_distance(RoundAndClamp(metres_));
  summary.set_elapsed_time(
      Clamp(std::chrono::duration_cast<std::chrono::seconds>(ended - started_).count()));
  return summary;
}

}  // namespace workbook::route_guide
