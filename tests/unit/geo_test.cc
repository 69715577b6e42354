#include "route_guide/geo.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

#include "base/text_format.h"

namespace workbook::tests {
namespace {

using route_guide::Bounds;
using route_guide::CheckPoint;
using route_guide::CheckRectangle;
using route_guide::DistanceInMetres;
using route_guide::kMaxLatitude;
using route_guide::kMaxLongitude;

constexpr int32_t kMax = std::numeric_limits<int32_t>::max();
constexpr int32_t kMin = std::numeric_limits<int32_t>::min();

::Point At(int32_t latitude, int32_t longitude) {
  ::Point point;
  point.set_latitude(latitude);
  point.set_longitude(longitude);
  return point;
}

::Rectangle Between(const ::Point& lo, const ::Point& hi) {
  ::Rectangle rectangle;
  *rectangle.mutable_lo() = lo;
  *rectangle.mutable_hi() = hi;
  return rectangle;
}

// The same distance by another formula: the angle between both points as unit vectors.
double AngleMetres(const ::Point& from, const ::Point& to) {
  const auto unit = [](const ::Point& point) {
    const double latitude = point.latitude() * 1e-7 * M_PI / 180;
    const double longitude = point.longitude() * 1e-7 * M_PI / 180;
    return std::array<double, 3>{std::cos(latitude) * std::cos(longitude),
                                 std::cos(latitude) * std::sin(longitude), std::sin(latitude)};
  };
  const auto a = unit(from);
  const auto b = unit(to);
  const double cross =
      std::hypot(a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]);
  return 6'371'000 * std::atan2(cross, a[0] * b[0] + a[1] * b[1] + a[2] * b[2]);
}

TEST(CheckPointTest, AcceptsTheWholeGlobe) {
  EXPECT_TRUE(CheckPoint(::Point()).ok());
  EXPECT_TRUE(CheckPoint(At(900'000'000, 1'800'000'000)).ok());
  EXPECT_TRUE(CheckPoint(At(-900'000'000, -1'800'000'000)).ok());
}

TEST(CheckPointTest, NamesTheCoordinateThatIsNotOnTheGlobe) {
  const absl::Status latitude = CheckPoint(At(900'000'001, 0));
  EXPECT_EQ(latitude.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(latitude.message(), "latitude 900000001 is not between -900000000 and 900000000");
  const absl::Status longitude = CheckPoint(At(0, -1'800'000'001));
  EXPECT_EQ(longitude.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(longitude.message(), "longitude -1800000001 is not between -1800000000 and 1800000000");
  EXPECT_FALSE(CheckPoint(At(kMin, 0)).ok());
  EXPECT_FALSE(CheckPoint(At(0, kMax)).ok());
}

TEST(CheckRectangleTest, ChecksBothCorners) {
  EXPECT_TRUE(CheckRectangle(::Rectangle()).ok());
  EXPECT_FALSE(CheckRectangle(Between(At(kMax, 0), At(0, 0))).ok());
  EXPECT_FALSE(CheckRectangle(Between(At(0, 0), At(0, kMin))).ok());
}

TEST(BoundsTest, AreTheSameForAnyTwoOppositeCorners) {
  for (const auto& corners : {Between(At(30, 40), At(10, 20)), Between(At(30, 20), At(10, 40)),
                              Between(At(10, 40), At(30, 20))}) {
    const Bounds bounds(corners);
    EXPECT_EQ(bounds.south, 10);
    EXPECT_EQ(bounds.west, 20);
    EXPECT_EQ(bounds.north, 30);
    EXPECT_EQ(bounds.east, 40);
  }
}

TEST(DistanceTest, IsZeroToThePointItself) {
  EXPECT_EQ(DistanceInMetres(At(409146138, -746188906), At(409146138, -746188906)), 0);
}

TEST(DistanceTest, AgreesWithVectorsAnywhere) {
  std::mt19937 random(1);
  std::uniform_int_distribution<int32_t> latitude(-kMaxLatitude, kMaxLatitude);
  std::uniform_int_distribution<int32_t> longitude(-kMaxLongitude, kMaxLongitude);
  for (int i = 0; i < 10'000; ++i) {
    const ::Point from = At(latitude(random), longitude(random));
    const ::Point to = At(latitude(random), longitude(random));
    const double expected = AngleMetres(from, to);
    ASSERT_NEAR(DistanceInMetres(from, to), expected, expected * 0.005)
        << base::ToOneLine(from) << " to " << base::ToOneLine(to);
  }
}

TEST(DistanceTest, IsWithinHalfAPercentOfAKnownDistance) {
  // New York's City Hall to Philadelphia's: 130 km.
  EXPECT_NEAR(DistanceInMetres(At(407128000, -740060000), At(399524000, -751636000)), 129'600, 650);
}

TEST(DistanceTest, ReachesHalfAroundTheGlobeAndNoFurther) {
  const double half = M_PI * 6'371'000;
  EXPECT_NEAR(DistanceInMetres(At(900'000'000, 0), At(-900'000'000, 0)), half, 1);
  EXPECT_NEAR(DistanceInMetres(At(0, -900'000'000), At(0, 900'000'000)), half, 1);
  EXPECT_NEAR(DistanceInMetres(At(123'456'789, 1'000'000'000), At(-123'456'789, -800'000'000)),
              half, 1);
}

TEST(DistanceTest, IsShortAcrossThe180thMeridian) {
  EXPECT_NEAR(DistanceInMetres(At(0, 1'799'999'999), At(0, -1'799'999'999)), 0.022, 0.001);
  EXPECT_NEAR(DistanceInMetres(At(0, 1'800'000'000), At(0, -1'800'000'000)), 0, 1e-6);
}

}  // namespace
}  // namespace workbook::tests
