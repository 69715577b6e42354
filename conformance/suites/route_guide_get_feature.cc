#include <gmock/gmock.h>

#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "base/text_format.h"
#include "conformance/matchers.h"
#include "conformance/suites/route_guide.h"

namespace workbook::conformance::suites {
namespace {

using ::testing::AnyOfArray;
using ::testing::StrEq;

BEHAVIOUR(RouteGuideContract, GetFeatureGivesTheFeatureAtThePoint, kRequired,
          "GetFeature returns the feature at the point", kRouteGuideContract) {
  const std::vector<::Feature> known = KnownFeatures();
  if (Named(known).empty()) GTEST_SKIP() << kNoFeature;
  for (const ::Feature& expected : Sample(Named(known))) {
    ::Feature feature;
    ASSERT_THAT(GetFeature(expected.location(), &feature), IsOk());
    EXPECT_THAT(feature.name(), AnyOfArray(NamesAt(expected.location(), known)));
    EXPECT_THAT(base::ToOneLine(feature.location()), StrEq(base::ToOneLine(expected.location())));
  }
}

BEHAVIOUR(RouteGuideContract, GetFeatureGivesAnUnknownPointBackWithoutAName, kRequired,
          "GetFeature returns an unknown point with an empty name", kRouteGuideContract) {
  std::vector<::Point> unknown = {FreshPlace()};
  for (const ::Feature& feature : Sample(*GetParam().features)) {
    const ::Point beside = Moved(feature.location(), 1, 0);
    if (Within(Between(beside, beside), *GetParam().features).empty()) unknown.push_back(beside);
  }
  for (const ::Point& point : unknown) {
    ::Feature feature;
    ASSERT_THAT(GetFeature(point, &feature), IsOk());
    EXPECT_THAT(feature.name(), StrEq(""));
    EXPECT_THAT(base::ToOneLine(feature.location()), StrEq(base::ToOneLine(point)));
  }
}

BEHAVIOUR(RouteGuideContract, GetFeatureReadsAnUnsetPointAsZeroZero, kRequired,
          "GetFeature reads a point that is not set as 0, 0", kRouteGuideTutorial) {
  ::Feature feature;
  ASSERT_THAT(GetFeature(::Point(), &feature), IsOk());
  EXPECT_THAT(base::ToOneLine(feature.location()), StrEq(""));
  if (!GetParam().features->empty()) {
    EXPECT_THAT(feature.name(), AnyOfArray(NamesAt(::Point(), *GetParam().features)));
  }
}

BEHAVIOUR(RouteGuideContract, GetFeatureTakesTheEdgesOfTheGlobe, kExpected,
          "The poles and the 180th meridian are places like any other", kRouteGuideTutorial) {
  for (const ::Point& edge : {At(900'000'000, 1'800'000'000), At(-900'000'000, -1'800'000'000)}) {
    ::Feature feature;
    ASSERT_THAT(GetFeature(edge, &feature), IsOk());
    EXPECT_THAT(base::ToOneLine(feature.location()), StrEq(base::ToOneLine(edge)));
  }
}

BEHAVIOUR(RouteGuideContract, GetFeatureRefusesWhatIsNotOnTheGlobe, kExpected,
          "GetFeature off the globe is INVALID_ARGUMENT", kRouteGuideTutorial) {
  for (const ::Point& off : {At(900'000'001, 0), At(-900'000'001, 0), At(0, 1'800'000'001),
                             At(0, -1'800'000'001), At(std::numeric_limits<int32_t>::min(), 0)}) {
    ::Feature feature;
    ASSERT_THAT(GetFeature(off, &feature), StatusIs(absl::StatusCode::kInvalidArgument))
        << base::ToOneLine(off);
  }
}

BEHAVIOUR(RouteGuideContract, GetFeatureKeepsConcurrentCallsApart, kExpected,
          "8 concurrent callers each get their own points back", kRouteGuideContract) {
  std::vector<std::jthread> callers;
  for (int caller = 0; caller < 8; ++caller) {
    callers.emplace_back([this, place = FreshPlace()] {
      for (int i = 0; i < 25 && !HasFailure(); ++i) {
        ::Feature feature;
        EXPECT_THAT(GetFeature(place, &feature), IsOk());
        EXPECT_THAT(base::ToOneLine(feature.location()), StrEq(base::ToOneLine(place)));
      }
    });
  }
}

}  // namespace
}  // namespace workbook::conformance::suites
