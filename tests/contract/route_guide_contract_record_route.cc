#include <cmath>
#include <vector>

#include "contract/route_guide_contract.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

// Records a route of `points` and half-closes.
::RouteSummary Record(::RouteGuide::Stub& stub, const std::vector<::Point>& points,
                      grpc::Status* status) {
  rpc::CallContext context(rpc::kDefaultTimeout);
  ::RouteSummary summary;
  const auto writer = stub.RecordRoute(&context, &summary);
  for (const ::Point& point : points) writer->Write(point);
  writer->WritesDone();
  *status = writer->Finish();
  return summary;
}

TEST_P(RouteGuideContract, RecordRouteCountsPointsAndNamedFeatures) {
  grpc::Status status;
  const ::RouteSummary summary =
      Record(*stub_, {kSouthwest, kUnnamed, At(1, 1), kMiddle, kMiddle}, &status);
  EXPECT_THAT(status, IsOk());
  EXPECT_EQ(summary.point_count(), 5);
  EXPECT_EQ(summary.feature_count(), 3);
  EXPECT_GE(summary.elapsed_time(), 0);
  EXPECT_LE(summary.elapsed_time(), 5);
}

TEST_P(RouteGuideContract, RecordRouteMeasuresInMetresOnTheDocumentsSphere) {
  grpc::Status status;
  // A degree along the equator and back.
  EXPECT_EQ(Record(*stub_, {At(0, 0), At(0, 10'000'000), At(0, 0)}, &status).distance(), 222'390);
  EXPECT_THAT(status, IsOk());
  EXPECT_NEAR(Record(*stub_, {At(900'000'000, 0), At(-900'000'000, 0)}, &status).distance(),
              M_PI * 6'371'000, 1);
  EXPECT_THAT(status, IsOk());
}

TEST_P(RouteGuideContract, RecordRouteStaysAtTheGreatestDistance) {
  std::vector<::Point> from_pole_to_pole;
  for (int leg = 0; leg <= 108; ++leg) {
    from_pole_to_pole.push_back(At(leg % 2 == 0 ? 900'000'000 : -900'000'000, 0));
  }
  grpc::Status status;
  EXPECT_EQ(Record(*stub_, from_pole_to_pole, &status).distance(), 2'147'483'647);
  EXPECT_THAT(status, IsOk());
}

TEST_P(RouteGuideContract, RecordRouteSumsUpARouteWithoutPoints) {
  grpc::Status status;
  EXPECT_THAT(Record(*stub_, {}, &status), EqualsProto(""));
  EXPECT_THAT(status, IsOk());
}

TEST_P(RouteGuideContract, RecordRouteReadsAnUnsetPointAsZeroZero) {
  grpc::Status status;
  EXPECT_EQ(Record(*stub_, {::Point()}, &status).feature_count(), 1);
  EXPECT_THAT(status, IsOk());
}

TEST_P(RouteGuideContract, RecordRouteRefusesAPointThatIsNotOnTheGlobe) {
  grpc::Status status;
  Record(*stub_, {At(900'000'001, 0)}, &status);
  EXPECT_THAT(status, HasCode(absl::StatusCode::kInvalidArgument));
  Record(*stub_, {kMiddle, kMiddle, At(0, -1'800'000'001), kMiddle}, &status);
  EXPECT_THAT(status, HasCode(absl::StatusCode::kInvalidArgument));
}

TEST_P(RouteGuideContract, RecordRouteEndsAtABadPointWhileTheClientStillWrites) {
  ::RouteSummary summary;
  const auto writer = stub_->RecordRoute(&context_, &summary);
  writer->Write(At(900'000'001, 0));
  while (writer->Write(kMiddle)) {
  }
  EXPECT_THAT(writer->Finish(), HasCode(absl::StatusCode::kInvalidArgument));
  EXPECT_LT(StopServer(), kPromptly);
}

TEST_P(RouteGuideContract, RecordRouteEndsWhenTheClientCancels) {
  ::RouteSummary summary;
  const auto writer = stub_->RecordRoute(&context_, &summary);
  ASSERT_TRUE(writer->Write(kMiddle));
  context_.TryCancel();
  EXPECT_THAT(writer->Finish(), HasCode(absl::StatusCode::kCancelled));
  EXPECT_LT(StopServer(), kPromptly);
}

}  // namespace
}  // namespace workbook::testing
