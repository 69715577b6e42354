// Passes when the client half-closes, notices when the server ends the call, and does not wait
// longer than its timeout.
#include "lessons/check/check.h"

#include <grpcpp/support/client_interceptor.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "lessons/check/test_server.h"
#include "lessons/early_finish/lesson.h"

namespace {

using grpc::experimental::InterceptionHookPoints;
using std::chrono::milliseconds;
using workbook::conformance::IsOkAndHolds;
using workbook::conformance::StatusIs;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::TestServer;

constexpr milliseconds kShort{200};
constexpr std::chrono::seconds kEnough{5};
constexpr std::chrono::minutes kLong{60};

// Points at latitudes from `first` to `last`.
class Road {
 public:
  Road(int first, int last) : next_(first), first_(first), last_(last) {}

  lesson::NextPoint AsNextPoint() {
    return [this]() -> std::optional<::Point> {
      if (next_ > last_) return std::nullopt;
      ::Point point;
      point.set_latitude(next_++);
      point.set_longitude(-1);  // 10 bytes: a few thousand points fill the window
      return point;
    };
  }

  int made() const { return next_ - first_; }

  void NoteLateRequest() { asked_late_ = true; }
  // Whether the client asked for a point after a Write had returned false.
  bool asked_late() const { return asked_late_; }

 private:
  bool asked_late_ = false;
  int next_;
  const int first_;
  const int last_;
};

// In every summary of a server here: a client cannot make up such a summary by itself.
constexpr int kElapsedTime = 7;

// Counts the points of a route. It ends the call with `end` at the point of latitude 3, if there is
// one.
class Guide final : public ::RouteGuide::Service {
 public:
  explicit Guide(grpc::Status end) : end_(std::move(end)) {}

 private:
  grpc::Status RecordRoute(grpc::ServerContext* /*context*/, grpc::ServerReader<::Point>* reader,
                           ::RouteSummary* summary) override {
    summary->set_elapsed_time(kElapsedTime);
    ::Point point;
    while (reader->Read(&point)) {
      if (point.latitude() == 3) return end_;
      summary->set_point_count(summary->point_count() + 1);
    }
    return grpc::Status::OK;
  }

  const grpc::Status end_;
};

// Lasts until its deadline passes or the client cancels it. Reads nothing.
class UnansweredCall final : public grpc::ServerReadReactor<::Point> {
  void OnCancel() override { Finish(grpc::Status::CANCELLED); }
  void OnDone() override { delete this; }
};

class EndedCall final : public grpc::ServerReadReactor<::Point> {
 public:
  explicit EndedCall(const grpc::Status& status) { Finish(status); }

 private:
  void OnDone() override { delete this; }
};

// Never answers. Ends a call at once, with ABORTED, when its deadline is later than kShort, plus
// two seconds for a busy machine: the check does not wait for it.
class SilentGuide final : public ::RouteGuide::CallbackService {
  grpc::ServerReadReactor<::Point>* RecordRoute(grpc::CallbackServerContext* context,
                                                ::RouteSummary* /*summary*/) override {
    if (context->deadline() <=
        std::chrono::system_clock::now() + kShort + std::chrono::seconds(2)) {
      return new UnansweredCall;
    }
    return new EndedCall({grpc::StatusCode::ABORTED, Describe(context->raw_deadline())});
  }

  static std::string Describe(gpr_timespec deadline) {
    if (gpr_time_cmp(deadline, gpr_inf_future(deadline.clock_type)) == 0) {
      return "the server never answers, and the call has no deadline";
    }
    return "the server never answers, and the deadline is later than the timeout allows";
  }
};

// Answers at once, but with ABORTED when the deadline is so early that kLong, less a busy machine's
// delay, cannot be the timeout.
class QuickGuide final : public ::RouteGuide::CallbackService {
  grpc::ServerReadReactor<::Point>* RecordRoute(grpc::CallbackServerContext* context,
                                                ::RouteSummary* summary) override {
    if (context->deadline() < std::chrono::system_clock::now() + kLong / 2) {
      return new EndedCall(
          {grpc::StatusCode::ABORTED, "the deadline is earlier than the timeout allows"});
    }
    summary->set_elapsed_time(kElapsedTime);
    return new EndedCall(grpc::Status::OK);
  }
};

// What a client has done with its stream.
struct Stream {
  std::atomic<bool> half_closed = false;
  std::atomic<bool> write_failed = false;
};

// Watches the client's stream. gRPC ends the whole program when a client half-closes twice: this
// throws instead, while the client is still in its function.
class StreamWatch final : public grpc::experimental::Interceptor {
 public:
  explicit StreamWatch(std::shared_ptr<Stream> stream) : stream_(std::move(stream)) {}

 private:
  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_MESSAGE) &&
        stream_->half_closed) {
      throw std::logic_error("the client wrote a point after it had half-closed");
    }
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_CLOSE) &&
        stream_->half_closed.exchange(true)) {
      throw std::logic_error("the client half-closed twice: gRPC ends its program then");
    }
    // Before the client learns of it.
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::POST_SEND_MESSAGE) &&
        !methods->GetSendMessageStatus()) {
      stream_->write_failed = true;
    }
    methods->Proceed();
  }

  const std::shared_ptr<Stream> stream_;
};

class StreamWatchFactory final : public grpc::experimental::ClientInterceptorFactoryInterface {
 public:
  explicit StreamWatchFactory(std::shared_ptr<Stream> stream) : stream_(std::move(stream)) {}

 private:
  grpc::experimental::Interceptor* CreateClientInterceptor(
      grpc::experimental::ClientRpcInfo* /*info*/) override {
    return new StreamWatch(stream_);
  }

  const std::shared_ptr<Stream> stream_;
};

// What the client returns: `points: 3`, or a status.
absl::StatusOr<std::string> Record(std::unique_ptr<grpc::Service> guide, Road& road,
                                   milliseconds timeout) {
  // Keeps the window at 64 KiB: gRPC would enlarge it while the server is slow, until all points
  // were on their way before the end arrived.
  const TestServer server(std::move(guide), TestServer::Over::kLoopback,
                          [](grpc::ServerBuilder& builder) {
                            builder.AddChannelArgument(GRPC_ARG_HTTP2_BDP_PROBE, 0);
                          });
  const auto stream = std::make_shared<Stream>();
  std::vector<std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>> factories;
  factories.push_back(std::make_unique<StreamWatchFactory>(stream));
  // Its own connection, which it shares with no other test.
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  const auto stub = ::RouteGuide::NewStub(grpc::experimental::CreateCustomChannelWithInterceptors(
      server.target(), grpc::InsecureChannelCredentials(), arguments, std::move(factories)));
  try {
    const auto next_point = [&road, &stream, next = road.AsNextPoint()] {
      if (stream->write_failed) road.NoteLateRequest();
      return next();
    };
    const auto summary = lesson::RecordRoute(*stub, next_point, timeout);
    if (summary.ok()) {
      return absl::StrCat(
          summary->elapsed_time() == kElapsedTime ? "" : "a summary that no server has sent, ",
          "points: ", summary->point_count());
    }
    if (absl::IsDeadlineExceeded(summary.status()) && !stream->half_closed) {
      return absl::DeadlineExceededError(
          "the client has not half-closed, and the server waits for the next point");
    }
    return summary.status();
  } catch (const std::logic_error& error) {
    return absl::InternalError(error.what());
  }
}

absl::StatusOr<std::string> Record(Road& road, const grpc::Status& end_at_latitude_3) {
  return Record(std::make_unique<Guide>(end_at_latitude_3), road, kEnough);
}

const grpc::Status kRoadEnds{grpc::StatusCode::INVALID_ARGUMENT, "the road ends at latitude 3"};

BEHAVIOUR(Lesson, HalfClosesAfterTheLastPoint,
          "The client half-closes after the last point, and the server answers", "RecordRoute(") {
  Road road(10, 12);
  EXPECT_THAT(Record(road, kRoadEnds), IsOkAndHolds(std::string("points: 3")));
}

BEHAVIOUR(Lesson, HalfClosesWithoutPoints, "It half-closes also when there is no point at all",
          "RecordRoute(") {
  Road road(10, 9);
  EXPECT_THAT(Record(road, kRoadEnds), IsOkAndHolds(std::string("points: 0")));
}

// Far more points than fit between a client and a server that does not read.
constexpr int kAll = 15'000;

BEHAVIOUR(Lesson, ReturnsTheServersStatus,
          "When the server ends the call, the client returns its status", "RecordRoute(") {
  Road road(1, kAll);
  EXPECT_THAT(Record(road, kRoadEnds),
              StatusIs(absl::StatusCode::kInvalidArgument, "the road ends at latitude 3"));
}

BEHAVIOUR(Lesson, ReturnsAnEarlySummary,
          "When it ends the call with OK, the client returns the summary", "RecordRoute(") {
  Road road(1, kAll);
  EXPECT_THAT(Record(road, grpc::Status::OK), IsOkAndHolds(std::string("points: 2")));
}

BEHAVIOUR(Lesson, StopsWithTheServer,
          "The client makes no more points once the server has ended the call", "RecordRoute(") {
  Road road(1, kAll);
  static_cast<void>(Record(road, kRoadEnds));
  std::string outcome = "it stopped";
  if (road.made() == 0) outcome = "it made no point";
  if (road.asked_late()) outcome = "it asked for another point after a Write had failed";
  if (road.made() == kAll) outcome = absl::StrCat("it made all ", kAll, " points");
  EXPECT_THAT(outcome, "it stopped");
}

BEHAVIOUR(Lesson, EndsAtTheDeadline,
          "With a server that never answers, the call ends at its deadline", "RecordRoute(") {
  Road road(10, 12);
  EXPECT_THAT(Record(std::make_unique<SilentGuide>(), road, kShort),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
}

BEHAVIOUR(Lesson, LeavesTimeToAnswer, "A call with an hour's timeout has that time",
          "RecordRoute(") {
  Road road(10, 9);
  EXPECT_THAT(Record(std::make_unique<QuickGuide>(), road, kLong),
              IsOkAndHolds(std::string("points: 0")));
}

}  // namespace
