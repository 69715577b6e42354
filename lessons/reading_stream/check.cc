// Passes when the client shows every message as it arrives, and takes the list for complete only
// when the status says so.
#include "lessons/check/check.h"

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lessons/check/deadline_guide.h"
#include "lessons/check/feature_list.h"
#include "lessons/check/test_server.h"
#include "lessons/check/watched_client.h"
#include "lessons/reading_stream/lesson.h"
#include "rpc/channel.h"

#define lesson own  // the learner's own code of server_streaming, with names of its own
#include "lessons/server_streaming/lesson.h"
#undef lesson

namespace {

using std::chrono::milliseconds;
using workbook::lessons::check::DeadlineGuide;
using workbook::lessons::check::Event;
using workbook::lessons::check::FeatureList;
using workbook::lessons::check::kLongTimeout;
using workbook::lessons::check::kShortTimeout;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::TestServer;
using workbook::lessons::check::WatchedClient;

constexpr std::chrono::seconds kEnough{2};

// What the client shows.
class Screen {
 public:
  void Show(const ::Feature& feature) {
    const std::scoped_lock lock(mutex_);
    names_.push_back(feature.name().empty() ? "a feature without a name" : feature.name());
    lit_.Happen();
  }
  std::string Text() const {
    const std::scoped_lock lock(mutex_);
    return names_.empty() ? "showed nothing" : "showed " + absl::StrJoin(names_, ", ");
  }
  const Event& lit() const { return lit_; }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> names_;
  Event lit_;
};

// Its features have these names, and stand at the latitudes 1, 2, 3 and so on. After those in the
// rectangle the call ends with `end`.
class Guide final : public ::RouteGuide::Service {
 public:
  explicit Guide(std::vector<std::string> names, grpc::Status end = grpc::Status::OK)
      : names_(std::move(names)), end_(std::move(end)) {}

 private:
  grpc::Status ListFeatures(grpc::ServerContext* /*context*/, const ::Rectangle* rectangle,
                            grpc::ServerWriter<::Feature>* writer) override {
    int latitude = 0;
    for (const std::string& name : names_) {
      ++latitude;
      if (latitude < rectangle->lo().latitude() || latitude > rectangle->hi().latitude()) continue;
      ::Feature feature;  // without a name it is an empty message
      feature.set_name(name);
      writer->Write(feature);
    }
    return end_;
  }

  const std::vector<std::string> names_;
  const grpc::Status end_;
};

// Goes on with its list when the first feature is on the screen.
class PatientGuide final : public ::RouteGuide::Service {
 public:
  explicit PatientGuide(std::shared_ptr<const Screen> screen) : screen_(std::move(screen)) {}

 private:
  grpc::Status ListFeatures(grpc::ServerContext* /*context*/, const ::Rectangle* /*rectangle*/,
                            grpc::ServerWriter<::Feature>* writer) override {
    ::Feature feature;
    feature.set_name("lake");
    writer->Write(feature);
    if (!screen_->lit().Wait(std::chrono::seconds(2))) {
      return {grpc::StatusCode::ABORTED, "the server waited in vain for the first to be shown"};
    }
    feature.set_name("pass");
    writer->Write(feature);
    return grpc::Status::OK;
  }

  const std::shared_ptr<const Screen> screen_;
};

::Rectangle Between(int south, int north) {
  ::Rectangle rectangle;
  rectangle.mutable_lo()->set_latitude(south);
  rectangle.mutable_hi()->set_latitude(north);
  return rectangle;
}

// What the client returned; or what kept it from that.
std::string Text(const absl::StatusOr<int>& returned, const WatchedClient& client) {
  if (!client.problem().empty()) return client.problem();
  if (!absl::IsDeadlineExceeded(returned.status())) {
    return "returned " + ::testing::PrintToString(returned);
  }
  // gRPC has a message of its own, which differs from version to version.
  return client.events()->read_to_an_end.happened()
             ? "returned DEADLINE_EXCEEDED"
             : "returned DEADLINE_EXCEEDED: Finish waited for messages that nobody had read";
}

// "showed lake, pass; returned 2".
std::string List(std::unique_ptr<grpc::Service> guide, const ::Rectangle& rectangle,
                 const std::shared_ptr<Screen>& screen, milliseconds timeout) {
  WatchedClient client(std::move(guide));
  const absl::StatusOr<int> returned =
      client.Run([=](const std::shared_ptr<grpc::Channel>& channel) {
        const auto show = [screen](const ::Feature& feature) { screen->Show(feature); };
        return lesson::ListFeatures(*::RouteGuide::NewStub(channel), rectangle, show, timeout);
      });
  return absl::StrCat(screen->Text(), "; ", Text(returned, client));
}

std::string List(std::unique_ptr<grpc::Service> guide, const ::Rectangle& rectangle) {
  return List(std::move(guide), rectangle, std::make_shared<Screen>(), kEnough);
}

std::string List(milliseconds timeout) {
  return List(std::make_unique<DeadlineGuide>(timeout), Between(1, 1), std::make_shared<Screen>(),
              timeout);
}

BEHAVIOUR(Lesson, ShowsAll, "It shows all features of the rectangle, and returns their number",
          "ListFeatures(") {
  const std::vector<std::string> names = {"lake", "pass", "hut", "peak"};
  EXPECT_THAT(List(std::make_unique<Guide>(names), Between(1, 3)),
              "showed lake, pass, hut; returned 3");
  EXPECT_THAT(List(std::make_unique<Guide>(names), Between(4, 4)), "showed peak; returned 1");
}

BEHAVIOUR(Lesson, ShowsNone, "An empty list is a list of 0 features", "ListFeatures(") {
  EXPECT_THAT(List(std::make_unique<Guide>(std::vector<std::string>{}), Between(1, 0)),
              "showed nothing; returned 0");
}

BEHAVIOUR(Lesson, TakesAnyMessage, "A feature without a name is a feature like any other",
          "ListFeatures(") {
  const std::vector<std::string> names = {"lake", "", "hut"};
  EXPECT_THAT(List(std::make_unique<Guide>(names), Between(1, 3)),
              "showed lake, a feature without a name, hut; returned 3");
}

BEHAVIOUR(Lesson, ShowsAtOnce, "It shows a feature while the server looks for the next",
          "ListFeatures(") {
  const auto screen = std::make_shared<Screen>();
  EXPECT_THAT(List(std::make_unique<PatientGuide>(screen), Between(1, 2), screen, kLongTimeout),
              "showed lake, pass; returned 2");
}

BEHAVIOUR(Lesson, ReturnsTheStatusOfAPart,
          "When the list breaks off, it returns the server's status", "ListFeatures(") {
  const std::vector<std::string> names = {"lake", "pass"};
  EXPECT_THAT(List(std::make_unique<Guide>(
                       names, grpc::Status(grpc::StatusCode::DATA_LOSS, "a page is missing")),
                   Between(1, 2)),
              "showed lake, pass; returned DATA_LOSS: a page is missing");
}

BEHAVIOUR(Lesson, ReturnsTheStatusOfNothing,
          "When the server refuses the call, it returns the server's status", "ListFeatures(") {
  EXPECT_THAT(List(std::make_unique<Guide>(std::vector<std::string>{},
                                           grpc::Status(grpc::StatusCode::INVALID_ARGUMENT,
                                                        "the rectangle is upside down")),
                   Between(1, 0)),
              "showed nothing; returned INVALID_ARGUMENT: the rectangle is upside down");
}

BEHAVIOUR(Lesson, EndsAtTheDeadline, "With a silent server, the call ends at its deadline",
          "ListFeatures(") {
  EXPECT_THAT(List(kShortTimeout), "showed nothing; returned DEADLINE_EXCEEDED");
}

BEHAVIOUR(Lesson, LeavesTimeToAnswer, "A call with an hour's timeout has that time",
          "ListFeatures(") {
  EXPECT_THAT(List(kLongTimeout), "showed nothing; returned 0");
}

std::unique_ptr<grpc::Service> OwnGuide() {
  return own::MakeRouteGuide(std::make_shared<FeatureList>(9));
}

// What a right client reads from the learner's own stream. If that is wrong, it is their code.
std::string DescribeOwn() {
  const TestServer server(OwnGuide());
  workbook::rpc::CallContext context(workbook::rpc::kDefaultTimeout);
  const auto stub = ::RouteGuide::NewStub(server.channel());
  const auto reader = stub->ListFeatures(&context, Between(2, 4));
  std::string sent = "your own server_streaming sent";
  for (::Feature feature; reader->Read(&feature);) sent += " " + feature.name();
  return sent + (reader->Finish().ok() ? ", OK" : ", and an error");
}

BEHAVIOUR(Lesson, ReadsYourOwnStream, "It reads the stream that you wrote in server_streaming",
          "ListFeatures(") {
  ASSERT_THAT(DescribeOwn(), "your own server_streaming sent stop 2 stop 3 stop 4, OK");
  EXPECT_THAT(List(OwnGuide(), Between(2, 4)), "showed stop 2, stop 3, stop 4; returned 3");
  EXPECT_THAT(List(OwnGuide(), Between(10, 12)), "showed nothing; returned 0");
}

}  // namespace
