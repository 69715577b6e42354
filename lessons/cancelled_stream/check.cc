// Passes when every call releases the slot that it held, and no other.
#include "lessons/check/check.h"

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "lessons/cancelled_stream/lesson.h"
#include "lessons/check/watched_server.h"
#include "rpc/channel.h"

namespace {

using workbook::conformance::IsOk;
using workbook::conformance::StatusIs;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::WatchedServer;
using workbook::rpc::CallContext;

// More than fit between a server and a client that does not read: the call stays open.
constexpr int kMany = 1000;

std::vector<::Feature> Stops(int count) {
  std::vector<::Feature> stops(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) stops[static_cast<size_t>(i)].set_name(std::to_string(i));
  return stops;
}

// A server that runs as many calls at the same time as there are slots.
class RouteGuide {
 public:
  RouteGuide(int features, int slots)
      : slots_(slots),
        quota_(std::make_shared<lesson::CallQuota>(slots)),
        server_(lesson::MakeRouteGuide(Stops(features), *quota_), quota_) {}

  std::shared_ptr<grpc::Channel> channel() const { return server_.channel(); }
  bool IsIdle() const { return quota_->free() >= slots_; }

  // "1 of 2 slots free".
  std::string Slots() const { return absl::StrCat(quota_->free(), " of ", slots_, " slots free"); }

  // The same when all calls have ended; or why they have not.
  std::string SlotsAtTheEnd() {
    const std::string end = server_.Stop();
    return server_.misused() ? end : Slots();
  }

 private:
  const int slots_;
  const std::shared_ptr<lesson::CallQuota> quota_;
  WatchedServer server_;
};

// A client that reads as much as the test wants, and then cancels a call that is not over.
class Listing {
 public:
  explicit Listing(const RouteGuide& guide)
      : reader_(::RouteGuide::NewStub(guide.channel())->ListFeatures(&context_, {})) {}
  ~Listing() {
    if (!over_) static_cast<void>(Cancel());
  }
  Listing(const Listing&) = delete;
  Listing& operator=(const Listing&) = delete;

  // "a feature"; else the status of a call that ended, as one without a slot does.
  std::string ReadOne() {
    if (reader_->Read(&feature_)) return "a feature";
    return ::testing::PrintToString(End());
  }

  grpc::Status ReadAll() {
    while (reader_->Read(&feature_)) {
    }
    return End();
  }

  grpc::Status Cancel() {
    context_.TryCancel();
    return End();
  }

 private:
  grpc::Status End() {
    over_ = true;
    return reader_->Finish();
  }

  CallContext context_{workbook::rpc::kDefaultTimeout};
  const std::unique_ptr<grpc::ClientReader<::Feature>> reader_;
  ::Feature feature_;
  bool over_ = false;
};

// The server notices a moment later that its clients have left. Returns at once when all slots are
// free; the bound only ends a wait for a slot that nobody releases.
void WaitUntilIdle(const RouteGuide& guide) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(3);
  while (!guide.IsIdle() && std::chrono::steady_clock::now() < give_up) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

BEHAVIOUR(Lesson, GivesBackAtTheEnd, "A call that lists everything releases its slot",
          "WriteNext() {") {
  RouteGuide guide(3, 2);
  ASSERT_THAT(Listing(guide).ReadAll(), IsOk());
  ASSERT_THAT(guide.SlotsAtTheEnd(), "2 of 2 slots free");
  RouteGuide nothing(0, 2);  // to list: no write, and no OnWriteDone
  ASSERT_THAT(Listing(nothing).ReadAll(), IsOk());
  EXPECT_THAT("with nothing to list: " + nothing.SlotsAtTheEnd(),
              "with nothing to list: 2 of 2 slots free");
}

BEHAVIOUR(Lesson, GivesBackWhenCancelled,
          "A call that is cancelled in the middle releases its slot", "OnWriteDone(bool ok)") {
  RouteGuide guide(kMany, 2);
  Listing listing(guide);
  ASSERT_THAT(listing.ReadOne(), "a feature");
  ASSERT_THAT(listing.Cancel(), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_THAT(guide.SlotsAtTheEnd(), "2 of 2 slots free");
}

BEHAVIOUR(Lesson, HoldsTheSlot, "A call holds its slot for as long as it lasts",
          "quota.TryAcquire()") {
  const RouteGuide guide(kMany, 2);
  Listing listing(guide);
  ASSERT_THAT(listing.ReadOne(), "a feature");
  ASSERT_THAT(listing.ReadOne(), "a feature");
  EXPECT_THAT(guide.Slots(), "1 of 2 slots free");
}

BEHAVIOUR(Lesson, KeepsTheSlotsOfOthers,
          "A call that is refused because no slot is free releases none", "RESOURCE_EXHAUSTED") {
  RouteGuide guide(kMany, 1);
  {
    Listing accepted(guide);
    ASSERT_THAT(accepted.ReadOne(), "a feature");
    ASSERT_THAT(Listing(guide).ReadAll(), StatusIs(absl::StatusCode::kResourceExhausted));
  }
  EXPECT_THAT(guide.SlotsAtTheEnd(), "1 of 1 slots free");
}

BEHAVIOUR(Lesson, ServesTheNext, "When all clients have left, the next one gets a slot",
          "quota.TryAcquire()") {
  const RouteGuide guide(kMany, 2);
  {
    Listing first(guide);
    Listing second(guide);
    ASSERT_THAT(first.ReadOne(), "a feature");
    ASSERT_THAT(second.ReadOne(), "a feature");
  }
  WaitUntilIdle(guide);
  EXPECT_THAT(Listing(guide).ReadOne(), "a feature");
}

}  // namespace
