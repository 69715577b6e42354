// Lesson 21 holds when all features arrive, and no more of them are fetched than the reader takes.
#include "lessons/check/check.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "lesson.h"
#include "lessons/check/served.h"
#include "rpc/channel.h"

namespace {

using workbook::check::Served;
using workbook::testing::Gives;

constexpr int kStops = 1000;

// A call that lists `features`, read one at a time.
class Listing {
 public:
  explicit Listing(std::shared_ptr<const lesson::FeatureList> features)
      : served_(lesson::MakeRouteGuide(std::move(features))) {}

  ~Listing() {
    context_.TryCancel();
    static_cast<void>(reader_->Finish());
  }

  // The next feature's name.
  std::string Next() { return reader_->Read(&feature_) ? feature_.name() : "no feature"; }

 private:
  const Served served_;
  const std::unique_ptr<::RouteGuide::Stub> stub_ = ::RouteGuide::NewStub(served_.channel());
  workbook::rpc::CallContext context_{workbook::rpc::kDefaultTimeout};
  const std::unique_ptr<grpc::ClientReader<::Feature>> reader_ =
      stub_->ListFeatures(&context_, ::Rectangle());
  ::Feature feature_;
};

// `features: 1000`; DATA_LOSS where one is missing.
absl::StatusOr<std::string> All() {
  const Served served(lesson::MakeRouteGuide(std::make_shared<lesson::FeatureList>(kStops)));
  const auto stub = ::RouteGuide::NewStub(served.channel());
  workbook::rpc::CallContext context(workbook::rpc::kDefaultTimeout);
  const auto reader = stub->ListFeatures(&context, ::Rectangle());
  int read = 0;
  for (::Feature feature; reader->Read(&feature);) {
    const std::string due = absl::StrCat("stop ", ++read);
    if (feature.name() == due) continue;
    context.TryCancel();
    static_cast<void>(reader->Finish());
    return absl::DataLossError(absl::StrCat(feature.name(), " came where ", due, " was due"));
  }
  if (const grpc::Status status = reader->Finish(); !status.ok()) {
    return workbook::rpc::FromGrpcStatus(status);
  }
  return absl::StrCat("features: ", read);
}

// How far down the list the call got: a few are on their way before the reader takes them.
std::string Fetched(const lesson::FeatureList& features) {
  return features.reached() <= 10 ? "a few of 1000" : absl::StrCat(features.reached(), " of 1000");
}

HOLDS(SendsAll, "All features arrive, in order, and then OK", "void OnWriteDone") {
  EXPECT_THAT(All(), Gives(std::string("features: 1000")));
}

HOLDS(WaitsForTheReader, "A reader that takes three of 1000 makes the server fetch a few",
      "void OnWriteDone") {
  const auto features = std::make_shared<lesson::FeatureList>(kStops);
  Listing listing(features);
  listing.Next();
  listing.Next();
  ASSERT_THAT(listing.Next(), "stop 3");
  EXPECT_THAT(Fetched(*features), "a few of 1000");
}

HOLDS(StopsWithTheClient, "Nothing is fetched for a client that has left", "void OnWriteDone") {
  const auto features = std::make_shared<lesson::FeatureList>(kStops);
  {
    Listing listing(features);
    ASSERT_THAT(listing.Next(), "stop 1");
  }  // the client leaves, and the server waits for the call to be done with
  EXPECT_THAT(Fetched(*features), "a few of 1000");
}

}  // namespace
