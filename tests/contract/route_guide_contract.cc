// GetFeature, and what the suite's other files share.
#include "contract/route_guide_contract.h"

#include <google/protobuf/message.h>
#include <google/protobuf/unknown_field_set.h>

#include <algorithm>
#include <limits>

#include "support/matchers.h"

namespace workbook::testing {

std::vector<::Feature> KnownFeatures() {
  std::vector<::Feature> features;
  const auto add = [&features](const std::string& name, const ::Point& location) {
    features.emplace_back().set_name(name);
    *features.back().mutable_location() = location;
  };
  add("southwest", kSouthwest);
  add("northeast", kNortheast);
  add("middle", kMiddle);
  add("", kUnnamed);
  add("origin", ::Point());
  const int32_t south = kCrowd.lo().latitude();
  const int32_t west = kCrowd.lo().longitude();
  for (int32_t i = 0; i < 400; ++i) add(std::string(10'000, 'x'), At(south + i, west + i % 100));
  return features;
}

std::vector<std::string> RouteGuideContract::NamesWithin(const ::Rectangle& rectangle,
                                                         grpc::Status* status) {
  rpc::CallContext context(rpc::kDefaultTimeout);
  const auto reader = stub_->ListFeatures(&context, rectangle);
  std::vector<std::string> names;
  ::Feature feature;
  while (reader->Read(&feature)) names.push_back(feature.name());
  *status = reader->Finish();
  std::sort(names.begin(), names.end());
  return names;
}

std::chrono::milliseconds RouteGuideContract::StopServer() {
  const auto start = std::chrono::steady_clock::now();
  endpoint_.reset();
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                               start);
}

void Inflate(google::protobuf::Message& message, size_t bytes) {
  google::protobuf::UnknownFieldSet* unknown =
      message.GetReflection()->MutableUnknownFields(&message);
  // One byte too many or too few changes the length of the length: so in two steps.
  unknown->AddLengthDelimited(1000)->assign(bytes - message.ByteSizeLong() - 16, 'x');
  const size_t missing = bytes - message.ByteSizeLong();
  unknown->mutable_field(0)->mutable_length_delimited()->append(missing, 'x');
  ASSERT_EQ(message.ByteSizeLong(), bytes);
}

namespace {

TEST_P(RouteGuideContract, GetFeatureGivesTheFeatureAtThePoint) {
  ::Feature feature;
  EXPECT_THAT(stub_->GetFeature(&context_, kMiddle, &feature), IsOk());
  EXPECT_THAT(feature, EqualsProto("name: 'middle' "
                                   "location { latitude: 409146138 longitude: -746188906 }"));
}

TEST_P(RouteGuideContract, GetFeatureGivesAnUnknownPointBackWithoutAName) {
  ::Feature feature;
  EXPECT_THAT(stub_->GetFeature(&context_, At(409'146'138, -746'188'905), &feature), IsOk());
  EXPECT_THAT(feature, EqualsProto("location { latitude: 409146138 longitude: -746188905 }"));
}

TEST_P(RouteGuideContract, GetFeatureReadsAnUnsetPointAsZeroZero) {
  ::Feature feature;
  EXPECT_THAT(stub_->GetFeature(&context_, ::Point(), &feature), IsOk());
  EXPECT_EQ(feature.name(), "origin");
}

TEST_P(RouteGuideContract, GetFeatureTakesTheEdgesOfTheGlobe) {
  for (const ::Point& edge : {At(900'000'000, 1'800'000'000), At(-900'000'000, -1'800'000'000)}) {
    rpc::CallContext context(rpc::kDefaultTimeout);
    ::Feature feature;
    EXPECT_THAT(stub_->GetFeature(&context, edge, &feature), IsOk());
    EXPECT_EQ(feature.location().latitude(), edge.latitude());
  }
}

TEST_P(RouteGuideContract, GetFeatureRefusesWhatIsNotOnTheGlobe) {
  for (const ::Point& off : {At(900'000'001, 0), At(-900'000'001, 0), At(0, 1'800'000'001),
                             At(0, -1'800'000'001), At(std::numeric_limits<int32_t>::min(), 0)}) {
    rpc::CallContext context(rpc::kDefaultTimeout);
    ::Feature feature;
    EXPECT_THAT(stub_->GetFeature(&context, off, &feature),
                HasCode(absl::StatusCode::kInvalidArgument))
        << off.ShortDebugString();
  }
}

TEST_P(RouteGuideContract, GetFeatureTakesAMessageOfTheGreatestSizeAndNoLarger) {
  ::Point largest = kMiddle;
  Inflate(largest, rpc::Server::kMaxMessageBytes);
  ::Feature feature;
  EXPECT_THAT(stub_->GetFeature(&context_, largest, &feature), IsOk());
  EXPECT_EQ(feature.name(), "middle");

  ::Point too_large = kMiddle;
  Inflate(too_large, rpc::Server::kMaxMessageBytes + 1);
  rpc::CallContext context(rpc::kDefaultTimeout);
  EXPECT_THAT(stub_->GetFeature(&context, too_large, &feature),
              HasCode(absl::StatusCode::kResourceExhausted));
}

TEST_P(RouteGuideContract, GetFeatureEndsWhenTheClientCancels) {
  ::Feature feature;
  context_.TryCancel();
  EXPECT_THAT(stub_->GetFeature(&context_, kMiddle, &feature),
              HasCode(absl::StatusCode::kCancelled));
  EXPECT_LT(StopServer(), kPromptly);
}

}  // namespace
}  // namespace workbook::testing
