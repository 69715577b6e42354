// Passes when each call is read to whichever end comes first, and is finished there, once.
#include "lessons/check/check.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lessons/check/watched_client.h"
#include "lessons/check/watched_server.h"
#include "lessons/reading_reactor/lesson.h"
#include "rpc/channel.h"

namespace {

using workbook::lessons::check::Event;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::WatchedServer;

constexpr char kPlace[] = "RecordRouteReactor";
constexpr std::chrono::seconds kEnough{2};

// The recordings that a server has made.
struct Log {
  std::mutex mutex;
  std::vector<std::string> saved;
  std::atomic<int> open = 0;
  std::function<void()> on_add = [] {};

  // "nothing is saved", or the saved routes: "saved: 10, 11, 12".
  std::string Saved() {
    const std::scoped_lock lock(mutex);
    return saved.empty() ? "nothing is saved" : "saved: " + absl::StrJoin(saved, " and ");
  }
};

class CheckedRecording final : public lesson::Recording {
 public:
  explicit CheckedRecording(std::shared_ptr<Log> log) : log_(std::move(log)) { ++log_->open; }
  ~CheckedRecording() override { --log_->open; }

 private:
  absl::Status Add(const ::Point& point) override {
    log_->on_add();
    if (point.latitude() > 90) {
      return absl::InvalidArgumentError(absl::StrCat(point.latitude(), " is no latitude"));
    }
    latitudes_.push_back(std::to_string(point.latitude()));
    return absl::OkStatus();
  }

  ::RouteSummary Save() override {
    const std::scoped_lock lock(log_->mutex);
    log_->saved.push_back(latitudes_.empty() ? "a route without points"
                                             : absl::StrJoin(latitudes_, ", "));
    ::RouteSummary summary;
    summary.set_point_count(static_cast<int>(latitudes_.size()));
    return summary;
  }

  const std::shared_ptr<Log> log_;
  std::vector<std::string> latitudes_;
};

template <typename Condition>
void WaitUntil(const Condition& condition, std::chrono::milliseconds most) {
  const auto give_up = std::chrono::steady_clock::now() + most;
  while (!condition() && std::chrono::steady_clock::now() < give_up) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

class Server {
 public:
  const std::shared_ptr<Log>& log() const { return log_; }
  std::shared_ptr<grpc::Channel> channel() const { return server_.channel(); }

  // How all calls ended, for the server. One that has not ended at its client's deadline never
  // will.
  std::string Ends() { return server_.Stop(std::chrono::seconds(1)); }

  size_t ended() const { return server_.ended(); }

  // Returns also when they do not tell, as in the synchronous API.
  void WaitUntilCancelled() const {
    WaitUntil([this] { return server_.cancelled() > 0; }, std::chrono::seconds(1));
  }

  // "answered; saved: 10, 11"; or what went wrong with a call.
  std::string Outcome(const std::string& answered) {
    const std::string ends = Ends();
    return server_.misused() ? ends : absl::StrCat(answered, "; ", log_->Saved());
  }

 private:
  const std::shared_ptr<Log> log_ = std::make_shared<Log>();
  WatchedServer server_{
      lesson::MakeRouteGuide([log = log_] { return std::make_unique<CheckedRecording>(log); })};
};

// A client that sends points until it half-closes or cancels.
class Route {
 public:
  explicit Route(const Server& server)
      : writer_(::RouteGuide::NewStub(server.channel())->RecordRoute(&context_, &summary_)) {}

  Route& Send(const std::vector<int>& latitudes) {
    ::Point point;
    for (const int latitude : latitudes) {
      point.set_latitude(latitude);
      writer_->Write(point);
    }
    return *this;
  }

  // "the answer has 3 points", or the status of a call that failed.
  std::string HalfClose() {
    writer_->WritesDone();
    return End();
  }

  std::string Cancel() {
    context_.TryCancel();
    return End();
  }

  std::string End() {
    const grpc::Status status = writer_->Finish();
    const int points = summary_.point_count();
    if (status.ok())
      return absl::StrCat("the answer has ", points, points == 1 ? " point" : " points");
    if (status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED) return "there is no answer";
    return ::testing::PrintToString(status);
  }

 private:
  workbook::rpc::CallContext context_{kEnough};
  ::RouteSummary summary_;
  const std::unique_ptr<grpc::ClientWriter<::Point>> writer_;
};

BEHAVIOUR(Lesson, RecordsARoute, "It adds all points in order, saves, and answers", kPlace) {
  Server server;
  const std::string answer = Route(server).Send({10, 11, 12}).HalfClose();
  EXPECT_THAT(server.Outcome(answer), "the answer has 3 points; saved: 10, 11, 12");
}

BEHAVIOUR(Lesson, RecordsAnEmptyRoute, "A route without points is a complete route too", kPlace) {
  Server server;
  const std::string answer = Route(server).HalfClose();
  EXPECT_THAT(server.Outcome(answer), "the answer has 0 points; saved: a route without points");
}

BEHAVIOUR(Lesson, KeepsRoutesApart, "Two calls at the same time have a recording each", kPlace) {
  Server server;
  std::vector<std::string> answers;
  {
    Route first(server);
    Route second(server);
    first.Send({1});
    second.Send({2});
    first.Send({3});
    answers.push_back(first.HalfClose());
    answers.push_back(second.HalfClose());
  }
  EXPECT_THAT(server.Outcome(absl::StrJoin(answers, "; ")),
              "the answer has 2 points; the answer has 1 point; saved: 1, 3 and 2");
}

// Sends a point, and cancels before the server goes on.
std::string CancelAfterAPoint(Server& server) {
  const auto added = std::make_shared<Event>();
  const auto gone = std::make_shared<Event>();
  server.log()->on_add = [=] {
    added->Happen();
    gone->Wait(kEnough);
  };
  const size_t ended = server.ended();
  Route route(server);
  route.Send({10});
  WaitUntil([&] { return added->happened() || server.ended() > ended; }, kEnough);
  route.Cancel();
  const bool was_added = added->happened();
  if (was_added) server.WaitUntilCancelled();
  gone->Happen();
  return was_added ? "the point was added" : "the point was not added";
}

BEHAVIOUR(Lesson, SavesNoPart, "When the client cancels in the middle, nothing is saved", kPlace) {
  Server server;
  const std::string added = CancelAfterAPoint(server);
  EXPECT_THAT(server.Outcome(added), "the point was added; nothing is saved");
}

BEHAVIOUR(Lesson, FinishesOnce, "It finishes each call once, a cancelled one too", kPlace) {
  Server server;
  Route(server).Send({10}).HalfClose();
  CancelAfterAPoint(server);
  EXPECT_THAT(server.Ends(), "OK, CANCELLED");
}

BEHAVIOUR(Lesson, RefusesAtOnce, "A bad point ends the call at once, and nothing is saved",
          kPlace) {
  Server server;
  const std::string answer = Route(server).Send({10, 91}).End();  // it has not half-closed
  EXPECT_THAT(server.Outcome(answer), "INVALID_ARGUMENT: 91 is no latitude; nothing is saved");
}

BEHAVIOUR(Lesson, KeepsNoRecording, "When a call has ended, its recording is gone", kPlace) {
  Server server;
  Route(server).Send({10}).HalfClose();
  Route(server).Send({91}).HalfClose();
  CancelAfterAPoint(server);
  const std::string outcome = server.Outcome("3 calls have ended");
  EXPECT_THAT(outcome, "3 calls have ended; saved: 10");
  EXPECT_THAT(absl::StrCat(server.log()->open.load(), " recordings are left"),
              "0 recordings are left");
}

}  // namespace
