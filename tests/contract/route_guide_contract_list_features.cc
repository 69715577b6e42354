#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "contract/route_guide_contract.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_P(RouteGuideContract, ListFeaturesGivesWhatIsInsideBordersIncluded) {
  grpc::Status status;
  EXPECT_THAT(NamesWithin(Between(kSouthwest, kNortheast), &status),
              ElementsAre("", "middle", "northeast", "southwest"));
  EXPECT_THAT(status, IsOk());
}

TEST_P(RouteGuideContract, ListFeaturesTakesTheCornersInAnyOrder) {
  const ::Point northwest = At(kNortheast.latitude(), kSouthwest.longitude());
  const ::Point southeast = At(kSouthwest.latitude(), kNortheast.longitude());
  for (const ::Rectangle& rectangle :
       {Between(kNortheast, kSouthwest), Between(northwest, southeast),
        Between(southeast, northwest)}) {
    grpc::Status status;
    EXPECT_THAT(NamesWithin(rectangle, &status),
                ElementsAre("", "middle", "northeast", "southwest"));
    EXPECT_THAT(status, IsOk());
  }
}

TEST_P(RouteGuideContract, ListFeaturesGivesTheFeatureOfARectangleThatIsAPoint) {
  grpc::Status status;
  EXPECT_THAT(NamesWithin(Between(kMiddle, kMiddle), &status), ElementsAre("middle"));
  EXPECT_THAT(status, IsOk());
}

TEST_P(RouteGuideContract, ListFeaturesGivesNothingWhereNothingIs) {
  grpc::Status status;
  EXPECT_THAT(NamesWithin(Between(At(1, 1), At(2, 2)), &status), IsEmpty());
  EXPECT_THAT(status, IsOk());
}

TEST_P(RouteGuideContract, ListFeaturesReadsUnsetCornersAsZeroZero) {
  grpc::Status status;
  EXPECT_THAT(NamesWithin(::Rectangle(), &status), ElementsAre("origin"));
  EXPECT_THAT(status, IsOk());
  ::Rectangle to_the_middle;
  *to_the_middle.mutable_hi() = kMiddle;
  EXPECT_THAT(NamesWithin(to_the_middle, &status), ElementsAre("middle", "origin"));
  EXPECT_THAT(status, IsOk());
}

TEST_P(RouteGuideContract, ListFeaturesRefusesCornersThatAreNotOnTheGlobe) {
  for (const ::Rectangle& rectangle :
       {Between(At(900'000'001, 0), kMiddle), Between(kMiddle, At(0, -1'800'000'001))}) {
    grpc::Status status;
    EXPECT_THAT(NamesWithin(rectangle, &status), IsEmpty());
    EXPECT_THAT(status, HasCode(absl::StatusCode::kInvalidArgument));
  }
}

TEST_P(RouteGuideContract, ListFeaturesSendsMoreThanAConnectionHolds) {
  grpc::Status status;
  EXPECT_THAT(NamesWithin(kCrowd, &status), SizeIs(400));
  EXPECT_THAT(status, IsOk());
}

TEST_P(RouteGuideContract, ListFeaturesStopsWhenTheClientCancels) {
  const auto reader = stub_->ListFeatures(&context_, kCrowd);
  ::Feature feature;
  ASSERT_TRUE(reader->Read(&feature));
  context_.TryCancel();
  while (reader->Read(&feature)) {
  }
  EXPECT_THAT(reader->Finish(), HasCode(absl::StatusCode::kCancelled));
  EXPECT_LT(StopServer(), kPromptly);
}

TEST_P(RouteGuideContract, ListFeaturesStopsAtTheDeadlineOfAClientThatDoesNotRead) {
  rpc::CallContext context(std::chrono::milliseconds(50));
  const auto reader = stub_->ListFeatures(&context, kCrowd);
  EXPECT_THAT(reader->Finish(), HasCode(absl::StatusCode::kDeadlineExceeded));
  EXPECT_LT(StopServer(), kPromptly);
}

}  // namespace
}  // namespace workbook::testing
