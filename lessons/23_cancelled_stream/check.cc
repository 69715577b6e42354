// Lesson 23 holds when every call gives back the seat that it had, and no other.
#include "lessons/check/check.h"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "lesson.h"
#include "lessons/check/served.h"
#include "rpc/channel.h"

namespace {

using ::testing::Eq;
using workbook::check::Served;
using workbook::rpc::CallContext;
using workbook::testing::HasCode;
using workbook::testing::IsOk;

// More than fit between a server and a client who does not read: the call stays open.
constexpr int kMany = 1000;

std::vector<::Feature> Stops(int count) {
  std::vector<::Feature> stops(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) stops[static_cast<size_t>(i)].set_name(std::to_string(i));
  return stops;
}

// A client who reads as much as the test wants, and hangs up if it is not over by then.
class Listing {
 public:
  explicit Listing(const Served& served)
      : reader_(::RouteGuide::NewStub(served.channel())->ListFeatures(&context_, {})) {}
  ~Listing() {
    if (!over_) static_cast<void>(HangUp());
  }
  Listing(const Listing&) = delete;
  Listing& operator=(const Listing&) = delete;

  // True when the call was given a seat.
  bool ReadOne() { return reader_->Read(&feature_); }

  grpc::Status ReadAll() {
    while (ReadOne()) {
    }
    return End();
  }

  grpc::Status HangUp() {
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

// False when it takes longer than the server needs to hear of a client who has left.
bool FindsASeat(const Served& served) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(3);
  while (std::chrono::steady_clock::now() < give_up) {
    if (Listing(served).ReadOne()) return true;
  }
  return false;
}

HOLDS(GivesBackAtTheEnd, "A call that lists everything gives its seat back", "WriteNext() {") {
  lesson::Seats seats(2);
  {
    const Served served(lesson::MakeRouteGuide(Stops(3), seats));
    ASSERT_THAT(Listing(served).ReadAll(), IsOk());
  }  // the server waits until its calls are over
  EXPECT_THAT(seats.free(), Eq(2));
}

HOLDS(GivesBackWhenCancelled, "A call that is cancelled in the middle gives its seat back",
      "OnWriteDone(bool ok)") {
  lesson::Seats seats(2);
  {
    const Served served(lesson::MakeRouteGuide(Stops(kMany), seats));
    Listing listing(served);
    ASSERT_TRUE(listing.ReadOne()) << "the call was given no seat";
    ASSERT_THAT(listing.HangUp(), HasCode(absl::StatusCode::kCancelled));
  }
  EXPECT_THAT(seats.free(), Eq(2));
}

HOLDS(KeepsTheSeatsOfOthers, "A call that is refused for want of a seat gives none back",
      "RESOURCE_EXHAUSTED") {
  lesson::Seats seats(1);
  {
    const Served served(lesson::MakeRouteGuide(Stops(kMany), seats));
    Listing seated(served);
    ASSERT_TRUE(seated.ReadOne()) << "the call was given no seat";
    ASSERT_THAT(Listing(served).ReadAll(), HasCode(absl::StatusCode::kResourceExhausted));
  }
  EXPECT_THAT(seats.free(), Eq(1));
}

HOLDS(SeatsTheNext, "When all have left, the next to come finds a seat", "seats.Take()") {
  lesson::Seats seats(2);
  const Served served(lesson::MakeRouteGuide(Stops(kMany), seats));
  {
    Listing first(served);
    Listing second(served);
    ASSERT_TRUE(first.ReadOne() && second.ReadOne()) << "one of two calls was given no seat";
  }
  EXPECT_TRUE(FindsASeat(served)) << "a server of two seats refuses everybody, for ever";
}

}  // namespace
