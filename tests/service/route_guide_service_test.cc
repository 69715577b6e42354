// What these route guides add to the contract: a limit on messages, and calls that end on the
// server as soon as their client is gone, so that the server can stop.
#include <gmock/gmock.h>
#include <google/protobuf/unknown_field_set.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "conformance/matchers.h"
#include "conformance/subject.h"
#include "conformance/suites/route_guide_places.h"
#include "route_guide/route_guide_service_callback.h"
#include "route_guide/route_guide_service_sync.h"
#include "rpc/channel.h"

namespace workbook::tests {
namespace {

using conformance::Endpoint;
using conformance::InProcess;
using conformance::IsOk;
using conformance::OverLoopback;
using conformance::StatusIs;
using conformance::Subject;
using conformance::SubjectName;
using conformance::suites::At;
using conformance::suites::Between;
using conformance::suites::Moved;
using conformance::suites::NoteAt;

using ::testing::AllOf;
using ::testing::Ge;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::SizeIs;

const ::Point kMiddle = At(409'146'138, -746'188'906);
const ::Rectangle kDense = Between(At(-500'000'000, 100), At(-499'999'000, 200));

// One in the middle; and at kDense 400 of 10 KB, more than a connection buffers while the client
// does not read.
std::vector<::Feature> Features() {
  std::vector<::Feature> features(401);
  features[400].set_name("middle");
  *features[400].mutable_location() = kMiddle;
  for (int32_t i = 0; i < 400; ++i) {
    features[i].set_name(std::string(10'000, 'x'));
    *features[i].mutable_location() = Moved(kDense.lo(), i, i % 100);
  }
  return features;
}

// Makes `message` exactly `bytes` long on the wire, with an unknown field.
void Inflate(google::protobuf::Message& message, size_t bytes) {
  google::protobuf::UnknownFieldSet* unknown =
      message.GetReflection()->MutableUnknownFields(&message);
  // In two steps, because the length of the length field depends on the length.
  std::string text(bytes - message.ByteSizeLong() - 16, 'x');
  unknown->AddLengthDelimited(1000, text);
  text.append(bytes - message.ByteSizeLong(), 'x');
  unknown->mutable_field(0)->set_length_delimited(text);
  ASSERT_EQ(message.ByteSizeLong(), bytes);
}

class RouteGuideServiceTest : public ::testing::TestWithParam<Subject> {
 protected:
  // How long the server takes to stop. An open call makes it wait for its drain deadline; one that
  // the service never finishes makes it wait for ever.
  std::chrono::milliseconds StopServer() {
    const auto start = std::chrono::steady_clock::now();
    endpoint_.reset();
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                                 start);
  }

  // Well before the drain deadline.
  static constexpr std::chrono::milliseconds kPromptly = rpc::Server::kDrainTime / 2;

  std::unique_ptr<Endpoint> endpoint_ = GetParam().start();
  const std::unique_ptr<::RouteGuide::Stub> stub_ = ::RouteGuide::NewStub(endpoint_->channel());
  rpc::CallContext context_{rpc::kDefaultTimeout};
};

TEST_P(RouteGuideServiceTest, GetFeatureAcceptsAMessageOfTheLargestSizeAndNoLarger) {
  ::Point largest = kMiddle;
  Inflate(largest, rpc::Server::kMaxMessageBytes);
  ::Feature feature;
  EXPECT_THAT(stub_->GetFeature(&context_, largest, &feature), IsOk());
  EXPECT_EQ(feature.name(), "middle");

  ::Point too_large = kMiddle;
  Inflate(too_large, rpc::Server::kMaxMessageBytes + 1);
  rpc::CallContext context(rpc::kDefaultTimeout);
  EXPECT_THAT(stub_->GetFeature(&context, too_large, &feature),
              StatusIs(absl::StatusCode::kResourceExhausted));
}

TEST_P(RouteGuideServiceTest, GetFeatureEndsWhenTheClientCancels) {
  ::Feature feature;
  context_.TryCancel();
  EXPECT_THAT(stub_->GetFeature(&context_, kMiddle, &feature),
              StatusIs(absl::StatusCode::kCancelled));
  EXPECT_LT(StopServer(), kPromptly);
}

TEST_P(RouteGuideServiceTest, ListFeaturesSendsMoreThanAConnectionHolds) {
  const auto reader = stub_->ListFeatures(&context_, kDense);
  std::vector<std::string> names;
  ::Feature feature;
  while (reader->Read(&feature)) names.push_back(feature.name());
  EXPECT_THAT(reader->Finish(), IsOk());
  EXPECT_THAT(names, SizeIs(400));
}

TEST_P(RouteGuideServiceTest, ListFeaturesStopsWhenTheClientCancels) {
  const auto reader = stub_->ListFeatures(&context_, kDense);
  ::Feature feature;
  ASSERT_TRUE(reader->Read(&feature));
  context_.TryCancel();
  while (reader->Read(&feature)) {
  }
  EXPECT_THAT(reader->Finish(), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_LT(StopServer(), kPromptly);
}

TEST_P(RouteGuideServiceTest, ListFeaturesStopsAtTheDeadlineOfAClientThatDoesNotRead) {
  rpc::CallContext context(std::chrono::milliseconds(50));
  const auto reader = stub_->ListFeatures(&context, kDense);
  EXPECT_THAT(reader->Finish(), StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_LT(StopServer(), kPromptly);
}

// As the tutorial's server and gRPC's own example count them: a route of one point takes time, too.
TEST_P(RouteGuideServiceTest, RecordRouteCountsTheSecondsOfTheWholeCall) {
  ::RouteSummary summary;
  const auto start = std::chrono::steady_clock::now();
  const auto writer = stub_->RecordRoute(&context_, &summary);
  ASSERT_TRUE(writer->Write(kMiddle));
  std::this_thread::sleep_for(std::chrono::seconds(2));
  writer->WritesDone();
  ASSERT_THAT(writer->Finish(), IsOk());
  const auto took =
      std::chrono::ceil<std::chrono::seconds>(std::chrono::steady_clock::now() - start);
  EXPECT_THAT(summary.elapsed_time(), AllOf(Ge(1), Le(took.count())));
}

TEST_P(RouteGuideServiceTest, RecordRouteEndsAtABadPointWhileTheClientStillWrites) {
  ::RouteSummary summary;
  const auto writer = stub_->RecordRoute(&context_, &summary);
  writer->Write(At(900'000'001, 0));
  while (writer->Write(kMiddle)) {
  }
  EXPECT_THAT(writer->Finish(), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_LT(StopServer(), kPromptly);
}

TEST_P(RouteGuideServiceTest, RecordRouteEndsWhenTheClientCancels) {
  ::RouteSummary summary;
  const auto writer = stub_->RecordRoute(&context_, &summary);
  ASSERT_TRUE(writer->Write(kMiddle));
  context_.TryCancel();
  EXPECT_THAT(writer->Finish(), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_LT(StopServer(), kPromptly);
}

TEST_P(RouteGuideServiceTest, RouteChatEndsAtABadPlaceWhileTheClientStillWrites) {
  const auto chat = stub_->RouteChat(&context_);
  chat->Write(NoteAt(At(-900'000'001, 0), "off"));
  while (chat->Write(NoteAt(kMiddle, ""))) {
  }
  EXPECT_THAT(chat->Finish(), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_LT(StopServer(), kPromptly);
}

TEST_P(RouteGuideServiceTest, RouteChatAcceptsANoteOfTheLargestSizeAndNoLarger) {
  const auto chat = stub_->RouteChat(&context_);
  ::RouteNote largest = NoteAt(kMiddle, "largest");
  Inflate(largest, rpc::Server::kMaxMessageBytes);
  chat->Write(largest);
  chat->Write(NoteAt(kMiddle, ""));
  ::RouteNote answer;
  ASSERT_TRUE(chat->Read(&answer));
  EXPECT_EQ(answer.message(), "largest");
  ::RouteNote too_large = NoteAt(kMiddle, "too large");
  Inflate(too_large, rpc::Server::kMaxMessageBytes + 1);
  chat->Write(too_large);
  chat->WritesDone();
  EXPECT_FALSE(chat->Read(&answer)) << answer.message();
  EXPECT_THAT(chat->Finish(), StatusIs(absl::StatusCode::kResourceExhausted));
}

TEST_P(RouteGuideServiceTest, RouteChatRefusesANoteThatIsNotUtf8) {
  const auto chat = stub_->RouteChat(&context_);
  chat->Write(NoteAt(kMiddle, "first"));
  chat->Write(NoteAt(kMiddle, "\xFF\xFE"));
  chat->Write(NoteAt(kMiddle, "too late"));
  chat->WritesDone();
  ::RouteNote answer;
  EXPECT_FALSE(chat->Read(&answer)) << answer.message();
  EXPECT_THAT(chat->Finish(), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_P(RouteGuideServiceTest, RouteChatEndsAtTheDeadlineOfAClientThatDoesNotRead) {
  rpc::CallContext context(std::chrono::milliseconds(200));
  const auto chat = stub_->RouteChat(&context);
  while (chat->Write(NoteAt(kMiddle, std::string(10'000, 'x')))) {
  }
  EXPECT_THAT(chat->Finish(), StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_LT(StopServer(), kPromptly);
}

TEST_P(RouteGuideServiceTest, RouteChatEndsWhenTheClientCancels) {
  const auto chat = stub_->RouteChat(&context_);
  ::RouteNote answer;
  chat->Write(NoteAt(kMiddle, "first"));
  chat->Write(NoteAt(kMiddle, "second"));
  ASSERT_TRUE(chat->Read(&answer));  // the handler runs
  context_.TryCancel();
  EXPECT_THAT(chat->Finish(), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_LT(StopServer(), kPromptly);
}

TEST_P(RouteGuideServiceTest, RouteChatEndsAtTheDeadlineOfAClientThatSendsNothing) {
  rpc::CallContext context(std::chrono::milliseconds(50));
  const auto chat = stub_->RouteChat(&context);
  EXPECT_THAT(chat->Finish(), StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_LT(StopServer(), kPromptly);
}

std::shared_ptr<const route_guide::FeatureDatabase> Database() {
  return std::make_shared<const route_guide::FeatureDatabase>(
      *route_guide::FeatureDatabase::FromFeatures(Features()));
}

std::unique_ptr<rpc::Servable> MakeSync() {
  return std::make_unique<route_guide::SyncRouteGuideService>(Database());
}

std::unique_ptr<rpc::Servable> MakeCallback() {
  return std::make_unique<rpc::Hosted<route_guide::CallbackRouteGuideService>>(Database());
}

INSTANTIATE_TEST_SUITE_P(, RouteGuideServiceTest,
                         ::testing::Values(InProcess("Sync", MakeSync),
                                           OverLoopback("SyncOverLoopback", MakeSync),
                                           InProcess("Callback", MakeCallback),
                                           OverLoopback("CallbackOverLoopback", MakeCallback)),
                         SubjectName);

}  // namespace
}  // namespace workbook::tests
