// Points on the globe: which are valid, how far apart two are, what a rectangle contains.
// Coordinates are degrees times 10^7 as int32, as in the contract. In proto3 an unset point is 0,
// 0.
#pragma once

#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "route_guide.pb.h"

namespace workbook::route_guide {

inline constexpr int32_t kMaxLatitude = 900'000'000;
inline constexpr int32_t kMaxLongitude = 1'800'000'000;

/// The Earth's radius in metres, as in the tutorial.
inline constexpr double kEarthRadius = 6'371'000;

/// A point as the key of a hash map.
struct Place {
  explicit Place(const ::Point& point) : latitude(point.latitude()), longitude(point.longitude()) {}

  int32_t latitude;
  int32_t longitude;

  friend bool operator==(const Place&, const Place&) = default;
  template <typename H>
  friend H AbslHashValue(H state, const Place& place) {
    return H::combine(std::move(state), place.latitude, place.longitude);
  }
};

/// The area between two latitudes and two longitudes, borders included. It never crosses the
/// 180th meridian: from 179 to -179 degrees it spans the 358 degrees between them.
struct Bounds {
  /// Takes the two corners in either order.
  explicit Bounds(const ::Rectangle& rectangle);

  int32_t south;
  int32_t west;
  int32_t north;
  int32_t east;
};

/// OK for a point on the globe; INVALID_ARGUMENT, with the wrong coordinate, beyond 90 degrees of
/// latitude or 180 degrees of longitude.
absl::Status CheckPoint(const ::Point& point);

/// As CheckPoint, for both corners.
absl::Status CheckRectangle(const ::Rectangle& rectangle);

/// Metres between two valid points along a great circle, by the haversine formula on a sphere of
/// kEarthRadius.
double DistanceInMetres(const ::Point& from, const ::Point& to);

}  // namespace workbook::route_guide
