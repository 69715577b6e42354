// Passes when a client gets the features of its rectangle, and the server stops when the
// client does.
#include "lessons/check/check.h"

#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lessons/check/server_hook.h"
#include "lessons/check/test_server.h"
#include "lessons/server_streaming/lesson.h"
#include "route_guide/route_guide_client.h"
#include "rpc/channel.h"
#include "rpc/status.h"

namespace {

using workbook::conformance::IsOkAndHolds;
using workbook::lessons::check::AddHook;
using workbook::lessons::check::InterceptionHookPoints;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::TestServer;
using workbook::route_guide::RouteGuideClient;

constexpr char kListFeatures[] = "/RouteGuide/ListFeatures";

// A rectangle around longitude 0.
::Rectangle Between(int south, int north) {
  ::Rectangle rectangle;
  rectangle.mutable_lo()->set_latitude(south);
  rectangle.mutable_lo()->set_longitude(-1);
  rectangle.mutable_hi()->set_latitude(north);
  rectangle.mutable_hi()->set_longitude(1);
  return rectangle;
}

// `stop 2 at 2, stop 3 at 3`: the features that arrived, with their latitudes.
absl::StatusOr<std::string> FeaturesWithin(const ::Rectangle& rectangle) {
  const TestServer server(lesson::MakeRouteGuide(std::make_shared<lesson::FeatureList>(9)));
  std::vector<std::string> features;
  const absl::Status status =
      RouteGuideClient(server.channel()).ListFeatures(rectangle, [&](const ::Feature& feature) {
        features.push_back(absl::StrCat(feature.name(), " at ", feature.location().latitude()));
      });
  if (!status.ok()) return status;
  return features.empty() ? "no features" : absl::StrJoin(features, ", ");
}

BEHAVIOUR(Lesson, ListsTheRectangle, "All features in the rectangle arrive, one message each",
          "IsWithin(*") {
  EXPECT_THAT(FeaturesWithin(Between(2, 4)),
              IsOkAndHolds(std::string("stop 2 at 2, stop 3 at 3, stop 4 at 4")));
}

BEHAVIOUR(Lesson, EndsWithNothing, "A rectangle without features gives an empty list, and OK",
          "IsWithin(*") {
  EXPECT_THAT(FeaturesWithin(Between(100, 200)), IsOkAndHolds(std::string("no features")));
}

constexpr int kStops = 1000;

// Asks for all kStops features, reads one, cancels, and calls `has_cancelled`. Returns what it
// read once the handler has returned.
std::string ReadOneAndCancel(
    const std::shared_ptr<lesson::FeatureList>& features, const TestServer::Configure& configure,
    const std::function<void()>& has_cancelled = [] {}) {
  const TestServer server(lesson::MakeRouteGuide(features), TestServer::Over::kInProcess,
                          configure);
  const auto stub = ::RouteGuide::NewStub(server.channel());
  workbook::rpc::CallContext context(workbook::rpc::kDefaultTimeout);
  const auto reader = stub->ListFeatures(&context, Between(0, kStops));
  ::Feature feature;
  const std::string first = reader->Read(&feature) ? feature.name() : "no feature arrived";
  context.TryCancel();
  static_cast<void>(reader->Finish());
  has_cancelled();
  return first;
}

// How far down the list the server got.
std::string Reached(const lesson::FeatureList& features) {
  return features.reached() < kStops ? "before the end of the list"
                                     : absl::StrCat("after all ", kStops, " features");
}

BEHAVIOUR(Lesson, SendsAtOnce, "The first feature goes out before the server looks for the second",
          "IsWithin(*") {
  const auto features = std::make_shared<lesson::FeatureList>(kStops);
  std::string sent;
  std::once_flag first_message;
  const auto record = [&](auto& /*methods*/) {
    std::call_once(first_message, [&] {
      sent = absl::StrCat("it went out when the server had got to feature ", features->reached());
    });
  };
  ASSERT_THAT(ReadOneAndCancel(features, AddHook(kListFeatures,
                                                 InterceptionHookPoints::PRE_SEND_MESSAGE, record)),
              "stop 1");
  EXPECT_THAT(sent, "it went out when the server had got to feature 1");
}

BEHAVIOUR(Lesson, StopsWithTheClient, "The server stops soon after the client cancels",
          "IsWithin(*") {
  const auto features = std::make_shared<lesson::FeatureList>(kStops);
  std::promise<void> cancelled;
  std::atomic<int> messages = 0;
  // Holds the second message until the client has gone: a Write that fails for certain.
  const auto hold = [&, gone = cancelled.get_future().share()](auto& /*methods*/) {
    if (++messages == 2) gone.wait_for(workbook::rpc::kDefaultTimeout);
  };
  ASSERT_THAT(ReadOneAndCancel(
                  features, AddHook(kListFeatures, InterceptionHookPoints::PRE_SEND_MESSAGE, hold),
                  [&] { cancelled.set_value(); }),
              "stop 1");
  EXPECT_THAT(absl::StrCat("it stopped ", Reached(*features)),
              "it stopped before the end of the list");
}

BEHAVIOUR(Lesson, ReturnsCancelled, "The handler of that call returns CANCELLED", "IsWithin(*") {
  std::string returned = "the handler has not returned";
  // Sees the status also when the client has gone.
  const auto record = [&](auto& methods) {
    const absl::StatusCode code = workbook::rpc::FromGrpcStatus(methods.GetSendStatus()).code();
    returned = absl::StrCat("the handler returned ", absl::StatusCodeToString(code));
  };
  ASSERT_THAT(
      ReadOneAndCancel(std::make_shared<lesson::FeatureList>(kStops),
                       AddHook(kListFeatures, InterceptionHookPoints::PRE_SEND_STATUS, record)),
      "stop 1");
  EXPECT_THAT(returned, "the handler returned CANCELLED");
}

}  // namespace
