#include "route_guide/route_recorder.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>

namespace workbook::tests {
namespace {

using route_guide::FeatureDatabase;
using route_guide::RouteRecorder;
using std::chrono::hours;
using std::chrono::milliseconds;

const RouteRecorder::TimePoint kStart{hours(5)};

::Point At(int32_t latitude, int32_t longitude) {
  ::Point point;
  point.set_latitude(latitude);
  point.set_longitude(longitude);
  return point;
}

FeatureDatabase NoFeatures() { return *FeatureDatabase::FromFeatures({}); }

TEST(RouteRecorderTest, SumsUpAnEmptyRoute) {
  const FeatureDatabase features = NoFeatures();
  const ::RouteSummary summary = RouteRecorder(features, kStart).Summary(kStart);
  EXPECT_EQ(summary.point_count(), 0);
  EXPECT_EQ(summary.feature_count(), 0);
  EXPECT_EQ(summary.distance(), 0);
  EXPECT_EQ(summary.elapsed_time(), 0);
}

TEST(RouteRecorderTest, CountsPointsAndThoseWithANamedFeature) {
  const auto features = FeatureDatabase::FromJson(
      R"([{"location": {"latitude": 1, "longitude": 1}, "name": "named"},
          {"location": {"latitude": 2, "longitude": 2}, "name": ""}])");
  RouteRecorder recorder(*features);
  recorder.Add(At(1, 1));
  recorder.Add(At(2, 2));
  recorder.Add(At(3, 3));
  recorder.Add(At(1, 1));  // passed once more
  EXPECT_EQ(recorder.Summary().point_count(), 4);
  EXPECT_EQ(recorder.Summary().feature_count(), 2);
}

TEST(RouteRecorderTest, MeasuresEachLeg) {
  const FeatureDatabase features = NoFeatures();
  RouteRecorder recorder(features);
  recorder.Add(At(0, 0));
  EXPECT_EQ(recorder.Summary().distance(), 0);
  recorder.Add(At(0, 10'000'000));
  EXPECT_EQ(recorder.Summary().distance(), 111'195);  // a degree of the equator: 2 pi r / 360
  recorder.Add(At(0, 0));
  EXPECT_EQ(recorder.Summary().distance(), 222'390);
}

TEST(RouteRecorderTest, RoundsOnceAtTheEnd) {
  const FeatureDatabase features = NoFeatures();
  RouteRecorder recorder(features);
  // 1001 points 0.4 m apart on the equator: each leg alone would round to nothing.
  for (int32_t i = 0; i <= 1000; ++i) recorder.Add(At(0, i * 36));
  EXPECT_NEAR(recorder.Summary().distance(), 400, 1);
}

TEST(RouteRecorderTest, CountsWholeSecondsFromTheStartOfTheCallToTheEndOfItsStream) {
  const FeatureDatabase features = NoFeatures();
  RouteRecorder recorder(features, kStart);
  EXPECT_EQ(recorder.Summary(kStart + milliseconds(1'300)).elapsed_time(), 1);
  recorder.Add(At(0, 0));
  EXPECT_EQ(recorder.Summary(kStart + milliseconds(1'999)).elapsed_time(), 1);
  EXPECT_EQ(recorder.Summary(kStart + milliseconds(62'000)).elapsed_time(), 62);
}

TEST(RouteRecorderTest, StopsAtTheLargestInt32InsteadOfOverflowing) {
  const FeatureDatabase features = NoFeatures();
  RouteRecorder recorder(features, kStart);
  recorder.Add(At(900'000'000, 0));
  // Pole to pole 20,015 km each: 108 of them are beyond int32.
  for (int leg = 1; leg <= 107; ++leg) {
    recorder.Add(At(leg % 2 == 0 ? 900'000'000 : -900'000'000, 0));
  }
  EXPECT_NEAR(recorder.Summary().distance(), 107 * M_PI * 6'371'000, 1);
  recorder.Add(At(900'000'000, 0));
  const ::RouteSummary summary = recorder.Summary(kStart + hours(24 * 365 * 100));
  EXPECT_EQ(summary.distance(), std::numeric_limits<int32_t>::max());
  EXPECT_EQ(summary.elapsed_time(), std::numeric_limits<int32_t>::max());
  EXPECT_EQ(summary.point_count(), 109);
}

}  // namespace
}  // namespace workbook::tests
