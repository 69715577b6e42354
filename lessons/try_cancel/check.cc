// Passes when the client stops the server once it has what it wants, and knows its own cancellation
// from a call that failed.
#include "lessons/check/check.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lessons/check/deadline_guide.h"
#include "lessons/check/feature_list.h"
#include "lessons/check/watched_client.h"
#include "lessons/try_cancel/lesson.h"

namespace {

using std::chrono::milliseconds;
using workbook::lessons::check::DeadlineGuide;
using workbook::lessons::check::Event;
using workbook::lessons::check::FeatureList;
using workbook::lessons::check::kLongTimeout;
using workbook::lessons::check::kShortTimeout;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::WatchedClient;

using Found = absl::StatusOr<std::optional<::Feature>>;

// What the server knows of a call.
struct Call {
  explicit Call(int features) : list(features) {}
  const FeatureList list;
  Event ended;
};

// Lists the features of the rectangle, and then ends the call with `end`.
class Guide final : public ::RouteGuide::Service {
 public:
  Guide(std::shared_ptr<Call> call, grpc::Status end)
      : call_(std::move(call)), end_(std::move(end)) {}

 private:
  grpc::Status ListFeatures(grpc::ServerContext* /*context*/, const ::Rectangle* rectangle,
                            grpc::ServerWriter<::Feature>* writer) override {
    grpc::Status status = end_;
    for (size_t i = 0; const ::Feature* feature = call_->list.At(i); ++i) {
      const int latitude = feature->location().latitude();
      if (latitude < rectangle->lo().latitude() || latitude > rectangle->hi().latitude()) continue;
      if (!writer->Write(*feature)) {
        status = grpc::Status::CANCELLED;
        break;
      }
    }
    call_->ended.Happen();
    return status;
  }

  const std::shared_ptr<Call> call_;
  const grpc::Status end_;
};

::Rectangle Between(int south, int north) {
  ::Rectangle rectangle;
  rectangle.mutable_lo()->set_latitude(south);
  rectangle.mutable_hi()->set_latitude(north);
  return rectangle;
}

// From this latitude on.
std::function<bool(const ::Feature&)> NorthOf(int latitude) {
  return [latitude](const ::Feature& feature) { return feature.location().latitude() >= latitude; };
}

// "it asked about 3 features and found stop 3".
std::string Find(WatchedClient& client, const ::Rectangle& rectangle,
                 const lesson::IsWanted& is_wanted, milliseconds timeout = kLongTimeout) {
  const auto asked = std::make_shared<std::atomic<int>>(0);
  const Found found = client.Run([=](const std::shared_ptr<grpc::Channel>& channel) {
    const auto ask = [=](const ::Feature& feature) {
      ++*asked;
      return is_wanted(feature);
    };
    return lesson::FindFeature(*::RouteGuide::NewStub(channel), rectangle, ask, timeout);
  });
  if (!client.problem().empty()) return client.problem();
  const std::string features = absl::StrCat("it asked about ", asked->load(), " features and ");
  if (found.ok()) return features + (*found ? "found " + (*found)->name() : "found none");
  // gRPC has a message of its own, which differs from version to version.
  return features + "returned " +
         (absl::IsDeadlineExceeded(found.status()) ? "DEADLINE_EXCEEDED"
                                                   : workbook::rpc::Describe(found.status()));
}

std::string Find(const std::shared_ptr<Call>& call, const ::Rectangle& rectangle,
                 const lesson::IsWanted& is_wanted, const grpc::Status& end = grpc::Status::OK) {
  WatchedClient client(std::make_unique<Guide>(call, end));
  return Find(client, rectangle, is_wanted);
}

BEHAVIOUR(Lesson, ReturnsTheFirst, "It returns the first wanted feature, and asks no further",
          "FindFeature(") {
  ASSERT_THAT(Find(std::make_shared<Call>(9), Between(1, 9), NorthOf(3)),
              "it asked about 3 features and found stop 3");
  EXPECT_THAT(Find(std::make_shared<Call>(9), Between(5, 9), NorthOf(6)),
              "it asked about 2 features and found stop 6");
}

BEHAVIOUR(Lesson, ReturnsNone, "A complete list without a wanted feature has none",
          "FindFeature(") {
  EXPECT_THAT(Find(std::make_shared<Call>(9), Between(1, 4), NorthOf(5)),
              "it asked about 4 features and found none");
}

constexpr int kMany = 1000;

BEHAVIOUR(Lesson, StopsTheServer, "Once it has found one, the server stops", "FindFeature(") {
  const auto call = std::make_shared<Call>(kMany);
  ASSERT_THAT(Find(call, Between(1, kMany), NorthOf(3)),
              "it asked about 3 features and found stop 3");
  call->ended.Wait(std::chrono::seconds(3));
  EXPECT_THAT(call->list.reached() < kMany
                  ? "the server stopped"
                  : absl::StrCat("the server listed all ", kMany, " features"),
              "the server stopped");
}

BEHAVIOUR(Lesson, WaitsForTheEnd, "It returns when the cancelled call has ended", "FindFeature(") {
  WatchedClient client(std::make_unique<Guide>(std::make_shared<Call>(kMany), grpc::Status::OK));
  ASSERT_THAT(Find(client, Between(1, kMany), NorthOf(3)),
              "it asked about 3 features and found stop 3");
  const std::string outcome = client.events()->ended.happened() ? "Finish had the status"
                              : client.events()->cancelled.happened()
                                  ? "it cancelled, and returned before the end"
                                  : "it returned before the end, without TryCancel";
  EXPECT_THAT(outcome, "Finish had the status");
}

BEHAVIOUR(Lesson, ReturnsTheServersFailure,
          "When the call fails before, it returns the server's status", "FindFeature(") {
  const grpc::Status failed(grpc::StatusCode::DATA_LOSS, "a page is missing");
  EXPECT_THAT(Find(std::make_shared<Call>(2), Between(1, 2), NorthOf(3), failed),
              "it asked about 2 features and returned DATA_LOSS: a page is missing");
}

BEHAVIOUR(Lesson, ReturnsTheServersCancellation,
          "A server that ends a call with CANCELLED has failed as well", "FindFeature(") {
  const grpc::Status cancelled(grpc::StatusCode::CANCELLED, "a server behind this one gave up");
  EXPECT_THAT(Find(std::make_shared<Call>(2), Between(1, 2), NorthOf(3), cancelled),
              "it asked about 2 features and returned CANCELLED: a server behind this one gave up");
}

BEHAVIOUR(Lesson, KeepsTheLastOne, "A feature that it has found counts, however the call ends",
          "FindFeature(") {
  const auto call = std::make_shared<Call>(3);
  // Too late to cancel: the server has ended the call.
  const auto wait = [call](const ::Feature& feature) {
    if (feature.name() != "stop 3") return false;
    call->ended.Wait(std::chrono::seconds(2));
    return true;
  };
  EXPECT_THAT(Find(call, Between(1, 3), wait, {grpc::StatusCode::DATA_LOSS, "a page is missing"}),
              "it asked about 3 features and found stop 3");
}

BEHAVIOUR(Lesson, KeepsTheTimeout, "The call may last as long as its timeout, and no longer",
          "FindFeature(") {
  for (const auto& [timeout, outcome] :
       {std::pair<milliseconds, const char*>(kShortTimeout, "returned DEADLINE_EXCEEDED"),
        std::pair<milliseconds, const char*>(kLongTimeout, "found none")}) {
    WatchedClient client(std::make_unique<DeadlineGuide>(timeout));
    EXPECT_THAT(Find(client, Between(1, 9), NorthOf(1), timeout),
                absl::StrCat("it asked about 0 features and ", outcome));
  }
}

}  // namespace
