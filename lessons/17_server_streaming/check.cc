// Lesson 17 holds when a client gets the features of its rectangle, and the server stops when the
// client does.
#include "lessons/check/check.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "lesson.h"
#include "lessons/check/served.h"
#include "route_guide/route_guide_client.h"
#include "rpc/channel.h"

namespace {

using workbook::check::Served;
using workbook::route_guide::RouteGuideClient;
using workbook::testing::Gives;

// A rectangle around longitude 0.
::Rectangle Between(int south, int north) {
  ::Rectangle rectangle;
  rectangle.mutable_lo()->set_latitude(south);
  rectangle.mutable_lo()->set_longitude(-1);
  rectangle.mutable_hi()->set_latitude(north);
  rectangle.mutable_hi()->set_longitude(1);
  return rectangle;
}

// With commas between them.
absl::StatusOr<std::string> NamesWithin(const ::Rectangle& rectangle) {
  const Served served(lesson::MakeRouteGuide(std::make_shared<lesson::FeatureList>(9)));
  std::vector<std::string> names;
  const absl::Status status =
      RouteGuideClient(served.channel()).ListFeatures(rectangle, [&](const ::Feature& feature) {
        names.push_back(feature.name());
      });
  if (!status.ok()) return status;
  return absl::StrJoin(names, ", ");
}

HOLDS(ListsTheRectangle, "All features in the rectangle come, one message each", "IsWithin(*") {
  EXPECT_THAT(NamesWithin(Between(2, 4)), Gives(std::string("stop 2, stop 3, stop 4")));
}

HOLDS(EndsWithNothing, "A rectangle without features gives an empty list, and OK", "IsWithin(*") {
  EXPECT_THAT(NamesWithin(Between(100, 200)), Gives(std::string()));
}

HOLDS(StopsWithTheClient, "The server stops soon after the client has left", "IsWithin(*") {
  constexpr int kStops = 1000;
  const auto features = std::make_shared<lesson::FeatureList>(kStops);
  {
    const Served served(lesson::MakeRouteGuide(features));
    const auto stub = ::RouteGuide::NewStub(served.channel());
    workbook::rpc::CallContext context(workbook::rpc::kDefaultTimeout);
    const auto reader = stub->ListFeatures(&context, Between(0, kStops));
    ::Feature feature;
    const std::string first = reader->Read(&feature) ? feature.name() : "no feature";
    context.TryCancel();
    static_cast<void>(reader->Finish());
    ASSERT_THAT(first, "stop 1");
  }  // the server waits for its handler
  const std::string outcome =
      features->reached() < kStops ? "it stopped" : "it looked at all 1000 features";
  EXPECT_THAT(outcome, "it stopped");
}

}  // namespace
