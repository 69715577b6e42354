#include <gmock/gmock.h>

#include <chrono>
#include <limits>
#include <vector>

#include "base/text_format.h"
#include "conformance/matchers.h"
#include "conformance/suites/route_guide.h"

namespace workbook::conformance::suites {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::Ge;
using ::testing::Le;
using ::testing::StrEq;

constexpr std::chrono::milliseconds kLongEnoughForMilliseconds{50};

// This many metres, within 0.5 %.
auto About(double metres) { return AllOf(Ge(metres * 0.995), Le(metres * 1.005)); }

BEHAVIOUR(RouteGuideContract, RecordRouteCountsThePoints, kRequired,
          "point_count is the number of points sent", kClientStreaming) {
  const ::Point twice = FreshPlace();
  grpc::Status status;
  const ::RouteSummary summary = Record({twice, FreshPlace(), twice, twice}, &status);
  ASSERT_THAT(status, IsOk());
  EXPECT_THAT(summary.point_count(), 4);
}

BEHAVIOUR(RouteGuideContract, RecordRouteCountsTheFeaturesPassed, kRequired,
          "feature_count is the number of points with a feature", kClientStreaming) {
  const std::vector<::Feature> named = Named(KnownFeatures());
  if (named.empty()) GTEST_SKIP() << kNoFeature;
  const ::Point& place = named.front().location();
  grpc::Status status;
  const ::RouteSummary summary =
      Record({place, FreshPlace(), named.back().location(), place, FreshPlace()}, &status);
  ASSERT_THAT(status, IsOk());
  EXPECT_THAT(summary.feature_count(), 3);
}

BEHAVIOUR(RouteGuideContract, RecordRouteMeasuresInMetresOnTheDocumentsSphere, kRequired,
          "distance is in metres on a sphere of 6371 km, within 0.5 %", kClientStreaming) {
  const std::vector<::Point> along_the_equator = {At(0, 1), At(0, 10'000'000), At(0, 1)};
  const std::vector<::Point> anywhere = {FreshPlace(), FreshPlace(), FreshPlace(), FreshPlace()};
  for (const std::vector<::Point>& route : {along_the_equator, anywhere}) {
    grpc::Status status;
    const ::RouteSummary summary = Record(route, &status);
    ASSERT_THAT(status, IsOk());
    EXPECT_THAT(summary.distance(), About(MetresAlong(route)));
  }
}

BEHAVIOUR(RouteGuideContract, RecordRouteMeasuresFromPoleToPole, kExpected,
          "From pole to pole is half of the way round the globe", kClientStreaming) {
  const std::vector<::Point> route = {At(900'000'000, 0), At(-900'000'000, 0)};
  grpc::Status status;
  const ::RouteSummary summary = Record(route, &status);
  ASSERT_THAT(status, IsOk());
  EXPECT_THAT(summary.distance(), About(MetresAlong(route)));
}

BEHAVIOUR(RouteGuideContract, RecordRouteStaysAtTheGreatestDistance, kExpected,
          "A distance beyond an int32 stays at its greatest value", kRouteGuideTutorial) {
  std::vector<::Point> round_and_round;
  for (int leg = 0; leg <= 108; ++leg) {
    round_and_round.push_back(At(0, leg % 2 == 0 ? 900'000'000 : -900'000'000));
  }
  grpc::Status status;
  const ::RouteSummary summary = Record(round_and_round, &status);
  EXPECT_THAT(status,
              AnyOf(IsOk(), StatusIs(absl::StatusCode::kOutOfRange)));  // a server may refuse it
  if (!status.ok()) return;
  EXPECT_THAT(summary.distance(), std::numeric_limits<int32_t>::max());
}

BEHAVIOUR(RouteGuideContract, RecordRouteSumsUpARouteWithoutPoints, kRequired,
          "A route without points has 0 points, 0 features and 0 metres", kClientStreaming) {
  grpc::Status status;
  ::RouteSummary summary = Record({}, &status);
  ASSERT_THAT(status, IsOk());
  summary.clear_elapsed_time();  // a server may measure the call
  EXPECT_THAT(base::ToOneLine(summary), StrEq(""));
}

BEHAVIOUR(RouteGuideContract, RecordRouteReadsAnUnsetPointAsZeroZero, kRequired,
          "RecordRoute reads a point that is not set as 0, 0", kClientStreaming) {
  grpc::Status status;
  const ::RouteSummary summary = Record({::Point(), At(0, 10'000'000)}, &status);
  ASSERT_THAT(status, IsOk());
  EXPECT_THAT(summary.point_count(), 2);
  EXPECT_THAT(summary.distance(), About(MetresAlong({At(0, 0), At(0, 10'000'000)})));
}

BEHAVIOUR(RouteGuideContract, RecordRouteTakesTheTimeInSeconds, kRequired,
          "elapsed_time is in seconds", kClientStreaming) {
  using std::chrono::steady_clock;
  const ::Point place = FreshPlace();
  const auto start = steady_clock::now();
  ::RouteSummary summary;
  const auto writer = stub_->RecordRoute(&context_, &summary);
  writer->Write(place);
  // In a shorter route milliseconds could pass for seconds.
  const auto long_enough = steady_clock::now() + kLongEnoughForMilliseconds;
  while (writer->Write(place) && steady_clock::now() < long_enough) {
  }
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  const auto took = std::chrono::ceil<std::chrono::seconds>(steady_clock::now() - start);
  ASSERT_THAT(status, IsOk());
  EXPECT_THAT(summary.elapsed_time(), AllOf(Ge(0), Le(took.count())));
}

BEHAVIOUR(RouteGuideContract, RecordRouteRefusesAPointThatIsNotOnTheGlobe, kExpected,
          "A route that leaves the globe is INVALID_ARGUMENT", kRouteGuideTutorial) {
  const ::Point place = FreshPlace();
  for (const ::Point& off : {At(900'000'001, 0), At(0, -1'800'000'001)}) {
    grpc::Status status;
    Record({place, off, place}, &status);
    ASSERT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument)) << base::ToOneLine(off);
  }
}

// The client does not half-close: a server that waits for it runs into the deadline.
BEHAVIOUR(RouteGuideContract, RecordRouteEndsAtABadPointWhileTheClientStillWrites, kExpected,
          "A route ends where it leaves the globe, not at its half-close", kEarlyFinish) {
  ::RouteSummary summary;
  const auto writer = stub_->RecordRoute(&context_, &summary);
  writer->Write(At(900'000'001, 0));
  EXPECT_THAT(writer->Finish(), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace workbook::conformance::suites
