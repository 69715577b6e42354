// Passes when all features arrive, and the server fetches them only as the reader reads.
#include "lessons/check/check.h"

#include <chrono>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "lessons/check/watched_server.h"
#include "lessons/flow_control/lesson.h"
#include "rpc/channel.h"

namespace {

using workbook::lessons::check::Lesson;
using workbook::lessons::check::WatchedServer;

constexpr char kPlace[] = "class ListFeaturesReactor";
constexpr int kStops = 1000;

// One call that lists `features`, read one at a time.
class Listing {
 public:
  explicit Listing(std::shared_ptr<const lesson::FeatureList> features)
      : server_(lesson::MakeRouteGuide(std::move(features))) {}

  ~Listing() { static_cast<void>(Cancel()); }

  // The next feature's name; after the last one how the call ended.
  std::string Next() {
    if (!ended_ && reader_->Read(&feature_)) return feature_.name();
    const grpc::Status status = End();
    // What the server did wrong says more than the status that the client got for it. After the
    // deadline it has had its time.
    const bool too_late = status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED;
    const std::string end = server_.Stop(std::chrono::seconds(too_late ? 1 : 4));
    if (server_.misused()) return end;
    return absl::StrCat("the end: ", ::testing::PrintToString(status));
  }

  // Ends the call from the client's side. Returns how the server ended it.
  std::string Cancel() {
    context_.TryCancel();
    const std::string end = server_.Stop();
    // A server that went wrong may never give its client the end.
    if (!server_.misused()) static_cast<void>(End());
    return end;
  }

 private:
  grpc::Status End() {
    if (!ended_) status_ = reader_->Finish();
    ended_ = true;
    return status_;
  }

  WatchedServer server_;
  const std::unique_ptr<::RouteGuide::Stub> stub_ = ::RouteGuide::NewStub(server_.channel());
  workbook::rpc::CallContext context_{workbook::rpc::kDefaultTimeout};
  const std::unique_ptr<grpc::ClientReader<::Feature>> reader_ =
      stub_->ListFeatures(&context_, ::Rectangle());
  ::Feature feature_;
  grpc::Status status_;
  bool ended_ = false;
};

// "1000 features, then the end: OK", when all that arrive are in order.
std::string All(int count) {
  Listing listing(std::make_shared<lesson::FeatureList>(count));
  for (int read = 0;; ++read) {
    const std::string next = listing.Next();
    const std::string expected = absl::StrCat("stop ", read + 1);
    if (next == expected) continue;
    if (next.starts_with("stop ")) return absl::StrCat(next, " in the place of ", expected);
    return absl::StrCat(read, " features, then ", next);
  }
}

// How far down the list the call got. A few features may be ahead of the reader.
std::string Fetched(const lesson::FeatureList& features) {
  return features.reached() <= 10
             ? "the server fetched a few of 1000"
             : absl::StrCat("the server fetched ", features.reached(), " of 1000");
}

BEHAVIOUR(Lesson, SendsAll, "All 1000 features arrive, in order, and then OK", kPlace) {
  EXPECT_THAT(All(kStops), "1000 features, then the end: OK");
}

BEHAVIOUR(Lesson, SendsNone, "A list without features is an empty stream, and OK", kPlace) {
  EXPECT_THAT(All(0), "0 features, then the end: OK");
}

BEHAVIOUR(Lesson, WaitsForTheReader,
          "For a reader that reads three of 1000 the server fetches a few", kPlace) {
  const auto features = std::make_shared<lesson::FeatureList>(kStops);
  Listing listing(features);
  listing.Next();
  listing.Next();
  ASSERT_THAT(listing.Next(), "stop 3");
  EXPECT_THAT(Fetched(*features), "the server fetched a few of 1000");
}

BEHAVIOUR(Lesson, StopsWithTheClient, "The server fetches nothing for a client that has cancelled",
          kPlace) {
  const auto features = std::make_shared<lesson::FeatureList>(kStops);
  Listing listing(features);
  ASSERT_THAT(listing.Next(), "stop 1");
  static_cast<void>(listing.Cancel());
  EXPECT_THAT(Fetched(*features), "the server fetched a few of 1000");
}

BEHAVIOUR(Lesson, FinishesWithCancelled, "It finishes that call with CANCELLED, and does so once",
          kPlace) {
  Listing listing(std::make_shared<lesson::FeatureList>(kStops));
  ASSERT_THAT(listing.Next(), "stop 1");
  EXPECT_THAT(listing.Cancel(), "CANCELLED");
}

}  // namespace
