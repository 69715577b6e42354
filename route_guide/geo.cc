#include "route_guide/geo.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "absl/strings/str_cat.h"

namespace workbook::route_guide {
namespace {

absl::Status CheckCoordinate(const char* name, int32_t value, int32_t limit) {
  if (value >= -limit && value <= limit) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(name, " ", value, " is not between ", -limit, " and ", limit));
}

double Radians(double e7_degrees) { return e7_degrees * 1e-7 * std::numbers::pi / 180; }

}  // namespace

Bounds::Bounds(const ::Rectangle& rectangle)
    : south(std::min(rectangle.lo().latitude(), rectangle.hi().latitude())),
      west(std::min(rectangle.lo().longitude(), rectangle.hi().longitude())),
      north(std::max(rectangle.lo().latitude(), rectangle.hi().latitude())),
      east(std::max(rectangle.lo().longitude(), rectangle.hi().longitude())) {}

absl::Status CheckPoint(const ::Point& point) {
  absl::Status status = CheckCoordinate("latitude", point.latitude(), kMaxLatitude);
  if (status.ok()) status = CheckCoordinate("longitude", point.longitude(), kMaxLongitude);
  return status;
}

absl::Status CheckRectangle(const ::Rectangle& rectangle) {
  absl::Status status = CheckPoint(rectangle.lo());
  if (status.ok()) status = CheckPoint(rectangle.hi());
  return status;
}

double DistanceInMetres(const ::Point& from, const ::Point& to) {
  // Subtracted as doubles: the difference of two valid longitudes does not fit int32.
  const double half_dlat = Radians(double{1} * to.latitude() - from.latitude()) / 2;
  const double half_dlon = Radians(double{1} * to.longitude() - from.longitude()) / 2;
  const double a = std::pow(std::sin(half_dlat), 2) + std::cos(Radians(from.latitude())) *
                                                          std::cos(Radians(to.latitude())) *
                                                          std::pow(std::sin(half_dlon), 2);
  // For antipodes, rounding can make `a` slightly larger than 1, where asin is undefined.
  return 2 * kEarthRadius * std::asin(std::sqrt(std::min(a, 1.0)));
}

}  // namespace workbook::route_guide
