#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "base/text_format.h"
#include "conformance/matchers.h"
#include "conformance/suites/route_guide.h"

namespace workbook::conformance::suites {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::StrEq;

BEHAVIOUR(RouteGuideContract, ListFeaturesGivesWhatIsInside, kRequired,
          "ListFeatures returns what is inside the rectangle, nothing else", kServerStreaming) {
  const std::vector<::Feature> known = KnownFeatures();
  if (known.empty()) GTEST_SKIP() << kNoFeature;
  for (const ::Feature& feature : Sample(known)) {
    const ::Rectangle square = SquareAbout(feature, known);
    grpc::Status status;
    const std::vector<::Feature> listed = List(square, &status);
    ASSERT_THAT(status, IsOk());
    EXPECT_THAT(Difference(listed, Within(square, known)), StrEq(kThose));
  }
}

BEHAVIOUR(RouteGuideContract, ListFeaturesIncludesTheBorders, kRequired,
          "ListFeatures includes features on the borders", kServerStreaming) {
  const std::vector<::Feature> known = KnownFeatures();
  if (known.empty()) GTEST_SKIP() << kNoFeature;
  const ::Feature& feature = known.front();
  const ::Point& place = feature.location();
  for (const ::Rectangle& rectangle :
       {Between(place, Moved(place, 5, 5)), Between(Moved(place, -5, -5), place),
        Between(Moved(place, 0, -5), Moved(place, 5, 0)),
        Between(Moved(place, -5, -5), Moved(place, 5, 0))}) {
    grpc::Status status;
    std::vector<std::string> listed;
    for (const ::Feature& one : List(rectangle, &status)) listed.push_back(InWords(one));
    ASSERT_THAT(status, IsOk());
    EXPECT_THAT(listed, Contains(InWords(feature))) << base::ToOneLine(rectangle);
  }
}

BEHAVIOUR(RouteGuideContract, ListFeaturesTakesTheCornersInAnyOrder, kRequired,
          "ListFeatures takes the corners in any order", kServerStreaming) {
  const std::vector<::Feature> known = KnownFeatures();
  if (known.empty()) GTEST_SKIP() << kNoFeature;
  const ::Rectangle square = SquareAbout(known.front(), known);
  const ::Point northwest = At(square.hi().latitude(), square.lo().longitude());
  const ::Point southeast = At(square.lo().latitude(), square.hi().longitude());
  for (const ::Rectangle& rectangle :
       {Between(square.hi(), square.lo()), Between(northwest, southeast),
        Between(southeast, northwest)}) {
    grpc::Status status;
    const std::vector<::Feature> listed = List(rectangle, &status);
    ASSERT_THAT(status, IsOk());
    EXPECT_THAT(Difference(listed, Within(square, known)), StrEq(kThose))
        << base::ToOneLine(rectangle);
  }
}

BEHAVIOUR(RouteGuideContract, ListFeaturesGivesTheFeatureOfARectangleThatIsAPoint, kRequired,
          "A rectangle that is a point contains the feature there", kServerStreaming) {
  const std::vector<::Feature> known = KnownFeatures();
  if (known.empty()) GTEST_SKIP() << kNoFeature;
  for (const ::Feature& feature : Sample(known)) {
    const ::Rectangle point = Between(feature.location(), feature.location());
    grpc::Status status;
    const std::vector<::Feature> listed = List(point, &status);
    ASSERT_THAT(status, IsOk());
    EXPECT_THAT(Difference(listed, Within(point, known)), StrEq(kThose));
  }
}

BEHAVIOUR(RouteGuideContract, ListFeaturesGivesNothingWhereNothingIs, kRequired,
          "ListFeatures without features is an empty list, not an error", kServerStreaming) {
  const ::Point nowhere = FreshPlace();
  grpc::Status status;
  const std::vector<::Feature> listed = List(Between(nowhere, Moved(nowhere, 1, 1)), &status);
  ASSERT_THAT(status, IsOk());
  EXPECT_THAT(Difference(listed, {}), StrEq(kThose));
}

BEHAVIOUR(RouteGuideContract, ListFeaturesReadsUnsetCornersAsZeroZero, kRequired,
          "ListFeatures reads a corner that is not set as 0, 0", kRouteGuideTutorial) {
  const std::vector<::Feature> known = KnownFeatures();
  if (known.empty()) GTEST_SKIP() << kNoFeature;
  ::Rectangle from_zero;
  *from_zero.mutable_hi() = At(1, 1);
  for (const ::Rectangle& rectangle : {::Rectangle(), from_zero}) {
    grpc::Status status;
    const std::vector<::Feature> listed = List(rectangle, &status);
    ASSERT_THAT(status, IsOk());
    EXPECT_THAT(Difference(listed, Within(rectangle, known)), StrEq(kThose));
  }
}

BEHAVIOUR(RouteGuideContract, ListFeaturesRefusesCornersThatAreNotOnTheGlobe, kExpected,
          "ListFeatures with a corner off the globe is INVALID_ARGUMENT", kRouteGuideTutorial) {
  const ::Point place = FreshPlace();
  for (const ::Rectangle& rectangle :
       {Between(At(900'000'001, 0), place), Between(place, At(0, -1'800'000'001))}) {
    grpc::Status status;
    const std::vector<::Feature> listed = List(rectangle, &status);
    ASSERT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_THAT(listed, IsEmpty());
  }
}

}  // namespace
}  // namespace workbook::conformance::suites
