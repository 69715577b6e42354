// Lesson 18 holds when a route is summed up whole, however long it is.
#include "lessons/check/check.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "lesson.h"
#include "lessons/check/served.h"
#include "route_guide/route_guide_client.h"

namespace {

using workbook::check::Served;
using workbook::testing::Gives;

// On the equator, at whole degrees of longitude.
std::vector<::Point> At(const std::vector<int>& degrees) {
  std::vector<::Point> points;
  for (const int degree : degrees) points.emplace_back().set_longitude(degree * 10'000'000);
  return points;
}

// `points: 3, km: 222`: a degree on the equator is 111.19 km.
absl::StatusOr<std::string> SummaryOf(const std::vector<::Point>& points) {
  const Served served(lesson::MakeRouteGuide(), Served::Over::kLoopback);
  const auto summary = workbook::route_guide::RouteGuideClient(served.channel())
                           .RecordRoute(points, [](const ::Point&) {});
  if (!summary.ok()) return summary.status();
  return absl::StrCat("points: ", summary->point_count(), ", km: ", summary->distance() / 1000);
}

HOLDS(SumsUpTheRoute, "The summary is of every point and every leg", "Route route;") {
  EXPECT_THAT(SummaryOf(At({10, 11, 12})), Gives(std::string("points: 3, km: 222")));
}

HOLDS(TakesAnyPoint, "A point at 0, 0 is a point like any other", "Route route;") {
  EXPECT_THAT(SummaryOf(At({1, 0, 1, 2})), Gives(std::string("points: 4, km: 333")));
}

HOLDS(TakesLongRoutes, "A route of 2000 points is summed up whole", "Route route;") {
  std::vector<int> degrees;
  for (int i = 0; i < 1000; ++i) degrees.insert(degrees.end(), {3, 4});
  EXPECT_THAT(SummaryOf(At(degrees)), Gives(std::string("points: 2000, km: 222278")));
}

HOLDS(TakesNoPoints, "A route without points has a summary too, and OK", "Route route;") {
  EXPECT_THAT(SummaryOf({}), Gives(std::string("points: 0, km: 0")));
}

}  // namespace
