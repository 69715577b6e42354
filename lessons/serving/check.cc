// Passes when a server listens where it should, tells when it cannot, and ends when it should.
#include "lessons/check/check.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/loopback_socket.h"
#include "calculator.grpc.pb.h"
#include "lessons/check/attempt.h"
#include "lessons/check/finding.h"
#include "lessons/check/named_number.h"
#include "lessons/check/test_server.h"
#include "lessons/serving/lesson.h"
#include "rpc/channel.h"

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using workbook::base::BindLoopbackSocket;
using workbook::conformance::IsOkAndHolds;
using workbook::lessons::check::Attempt;
using workbook::lessons::check::Finding;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::Says;
using workbook::lessons::check::TestServer;
using Number = workbook::lessons::check::NamedNumber<int32_t>;

constexpr std::chrono::hours kLong{1};
constexpr milliseconds kShort{100};
// Far more than a right answer needs.
constexpr seconds kPatience{2};

// Adds. Substract lasts until it is released or cancelled.
class Calculator final : public calc::Calculator::Service {
 public:
  // Whether a Substract has begun.
  bool HasCall() const {
    const std::scoped_lock lock(mutex_);
    return began_;
  }

  // Whether the Substract is cancelled by `limit`, even when a busy machine looks later.
  bool IsCancelledBy(steady_clock::time_point limit) {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, limit, [this] { return cancelled_at_.has_value(); });
    return cancelled_at_.value_or(steady_clock::time_point::max()) <= limit;
  }

  void Release() {
    const std::scoped_lock lock(mutex_);
    released_ = true;
    changed_.notify_all();
  }

 private:
  grpc::Status Add(grpc::ServerContext* /*context*/, const calc::AddRequest* request,
                   calc::AddReply* reply) override {
    reply->set_n1(request->n1() + request->n2());
    return grpc::Status::OK;
  }

  grpc::Status Substract(grpc::ServerContext* context, const calc::SubstractRequest* request,
                         calc::SubstractReply* reply) override {
    std::unique_lock lock(mutex_);
    began_ = true;
    changed_.notify_all();
    while (!released_ && !context->IsCancelled()) changed_.wait_for(lock, milliseconds(10));
    if (!released_) {
      cancelled_at_ = steady_clock::now();
      changed_.notify_all();
      return grpc::Status::CANCELLED;
    }
    reply->set_n1(request->n1() - request->n2());
    return grpc::Status::OK;
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool began_ = false;
  std::optional<steady_clock::time_point> cancelled_at_;
  bool released_ = false;
};

// A client of its own connection.
class Client {
 public:
  explicit Client(const std::string& target) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    stub_ = calc::Calculator::NewStub(
        grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments));
  }

  absl::StatusOr<Number> Add(int32_t n1, int32_t n2) {
    workbook::rpc::CallContext context(workbook::rpc::kDefaultTimeout);
    calc::AddRequest request;
    request.set_n1(n1);
    request.set_n2(n2);
    calc::AddReply reply;
    const grpc::Status status = stub_->Add(&context, request, &reply);
    if (!status.ok()) return workbook::rpc::FromGrpcStatus(status);
    return Number{"sum", reply.n1()};
  }

  absl::StatusOr<Number> Substract(int32_t n1, int32_t n2) {
    workbook::rpc::CallContext context(seconds(20));
    calc::SubstractRequest request;
    request.set_n1(n1);
    request.set_n2(n2);
    calc::SubstractReply reply;
    const grpc::Status status = stub_->Substract(&context, request, &reply);
    if (!status.ok()) return workbook::rpc::FromGrpcStatus(status);
    return Number{"difference", reply.n1()};
  }

 private:
  std::unique_ptr<calc::Calculator::Stub> stub_;
};

// The exercise's Serve, on a thread of its own.
class Serving {
 public:
  explicit Serving(const std::string& address, milliseconds grace_period = kLong)
      : attempt_([state = state_, address, grace_period] {
          return lesson::Serve(
              address, state->calculator, [&](int port) { state->Report(port); },
              [&] { state->WaitForStop(); }, grace_period);
        }) {
    // A Serve that returns too early leaves a server, which still uses the service.
    static auto& kept = *new std::vector<std::shared_ptr<State>>;
    kept.push_back(state_);
  }
  ~Serving() {
    if (attempt_.crashed()) return;  // its other threads wait for ever, and do not crash as well
    Stop();
    calculator().Release();
    if (!hangs_) attempt_.Wait(seconds(1));
  }
  Serving(const Serving&) = delete;
  Serving& operator=(const Serving&) = delete;

  Calculator& calculator() { return state_->calculator; }

  // The port that Serve reports. INTERNAL, with the reason, when it reports none.
  absl::StatusOr<int> Port() {
    const auto give_up = steady_clock::now() + kPatience;
    while (steady_clock::now() < give_up) {
      if (const std::optional<int> port = state_->WaitForPort(milliseconds(10))) return *port;
      const auto result = attempt_.Wait(milliseconds(0));
      // It may have reported the port just before it returned.
      if (result && !state_->WaitForPort(milliseconds(0))) {
        return result->ok() ? absl::InternalError("Serve returned OK, and reported no port")
                            : *result;
      }
      if (attempt_.crashed()) return absl::InternalError(attempt_.WhyNot());
    }
    return absl::InternalError("Serve reported no port");
  }

  // The program is to stop.
  void Stop() { state_->Stop(); }

  // What Serve does once it is stopped: "it returns OK".
  std::string End() {
    const auto result = attempt_.Wait(kPatience);
    if (!result) {
      hangs_ = true;
      return absl::StrCat("after the stop ", attempt_.WhyNot());
    }
    return absl::StrCat("it returns ", result->ok() ? "OK" : result->ToString());
  }

  // Waits until Serve has returned or crashed. Returns what it returned.
  std::optional<absl::Status> WaitForEnd(milliseconds patience = kPatience) {
    return attempt_.Wait(patience);
  }

  bool returned() const { return attempt_.returned(); }
  int reports() const { return state_->reports(); }
  int waits() const { return state_->waits(); }

 private:
  class State {
   public:
    Calculator calculator;

    void Report(int port) {
      const std::scoped_lock lock(mutex_);
      ++reports_;
      port_ = port;
      changed_.notify_all();
    }
    std::optional<int> WaitForPort(milliseconds time) {
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, time, [this] { return port_.has_value(); });
      return port_;
    }
    void Stop() {
      const std::scoped_lock lock(mutex_);
      stopped_ = true;
      changed_.notify_all();
    }
    void WaitForStop() {
      std::unique_lock lock(mutex_);
      ++waits_;
      changed_.wait(lock, [this] { return stopped_; });
    }
    int reports() const {
      const std::scoped_lock lock(mutex_);
      return reports_;
    }
    int waits() const {
      const std::scoped_lock lock(mutex_);
      return waits_;
    }

   private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<int> port_;
    int reports_ = 0;
    int waits_ = 0;
    bool stopped_ = false;
  };

  const std::shared_ptr<State> state_ = std::make_shared<State>();
  Attempt<absl::Status> attempt_;
  bool hangs_ = false;
};

std::string At(const char* host, int port) { return absl::StrCat(host, ":", port); }

// What a client gets at the port that the server reports.
absl::StatusOr<Number> AddOn(Serving& serving, int32_t n1, int32_t n2) {
  const absl::StatusOr<int> port = serving.Port();
  if (!port.ok()) return port.status();
  if (*port == 0) return absl::InternalError("Serve reported the port 0");
  const absl::StatusOr<Number> sum = Client(At("127.0.0.1", *port)).Add(n1, n2);
  // gRPC's message has the port, which the kernel picked.
  if (absl::IsUnavailable(sum.status())) return absl::UnavailableError("nobody answers there");
  return sum;
}

BEHAVIOUR(Lesson, AnswersCalls, "Clients get their answers at the port that Serve reports",
          "Serve(") {
  Serving serving("127.0.0.1:0");
  EXPECT_THAT(AddOn(serving, 20, 10), IsOkAndHolds(Number{"sum", 30}));
  EXPECT_THAT(AddOn(serving, -5, 3), IsOkAndHolds(Number{"sum", -2}));
}

BEHAVIOUR(Lesson, ListensOnTheAddress, "It listens on the address that it is given, and no other",
          "Serve(") {
  // Nobody else gets this port, and a server for all addresses does not, either.
  const auto reserved = BindLoopbackSocket();
  const std::string address = At("127.0.0.2", reserved.port);
  Serving serving(address);
  const absl::StatusOr<int> port = serving.Port();
  Finding finding{"it listens on the address"};
  if (absl::IsUnavailable(port.status())) {
    finding.text = "it cannot listen there, though only the same port of 127.0.0.1 is in use";
  } else if (!port.ok()) {
    finding.text = port.status().ToString();
  } else if (*port != reserved.port) {
    finding.text = "it reports another port than that of the address";
  } else if (!Client(address).Add(1, 2).ok()) {
    finding.text = "it listens somewhere else";
  }
  EXPECT_THAT(finding, Says("it listens on the address"));
}

// How Serve tells that `address` is taken.
std::string Refusal(const std::string& address) {
  Serving serving(address);
  const absl::StatusOr<int> port = serving.Port();
  if (port.ok()) {
    if (*port != 0) return "it serves there, beside the other server";
    return serving.WaitForEnd().value_or(absl::OkStatus()).ok()
               ? "it reports the port 0, as if there were a server"
               : "it reports the port 0, and only then that it cannot listen";
  }
  const std::optional<absl::Status> result = serving.WaitForEnd(milliseconds(0));
  if (!result || result->ok()) return std::string(port.status().message());
  if (!absl::IsUnavailable(*result)) {
    // The port is another in each check.
    return absl::StrCat("it returns ",
                        absl::StrReplaceAll(result->ToString(), {{address, "the address"}}));
  }
  return absl::StrCat("it returns UNAVAILABLE, and its message ",
                      absl::StrContains(result->message(), address) ? "has" : "lacks",
                      " the address");
}

constexpr char kRefusal[] = "it returns UNAVAILABLE, and its message has the address";

BEHAVIOUR(Lesson, ReportsATakenPort, "A port that another program has is an error, and no crash",
          "Serve(") {
  const auto reserved = BindLoopbackSocket();
  EXPECT_THAT(Finding{Refusal(At("127.0.0.1", reserved.port))}, Says(kRefusal));
}

BEHAVIOUR(Lesson, SharesNoPort, "A port that another gRPC server has is an error, too", "Serve(") {
  const TestServer other(std::make_unique<calc::Calculator::Service>(),
                         TestServer::Over::kLoopback);
  EXPECT_THAT(Finding{Refusal(other.target())}, Says(kRefusal));
}

BEHAVIOUR(Lesson, ServesUntilTheStop, "It serves until the stop, and returns OK after it",
          "Serve(") {
  Serving serving("127.0.0.1:0");
  Finding finding;
  if (!AddOn(serving, 1, 2).ok() || !AddOn(serving, 3, 4).ok() || serving.returned()) {
    finding.text = "it does not serve until the stop";
  } else {
    serving.Stop();
    finding.text = serving.End();
    if (serving.reports() != 1) {
      finding.text = absl::StrCat("it called on_ready ", serving.reports(), " times");
    } else if (serving.waits() > 1) {
      finding.text = absl::StrCat("it called wait_for_stop ", serving.waits(), " times");
    }
  }
  EXPECT_THAT(finding, Says("it returns OK"));
}

// A server with a call under way.
class Busy {
 public:
  explicit Busy(milliseconds grace_period) : serving_("127.0.0.1:0", grace_period) {
    const absl::StatusOr<int> port = serving_.Port();
    call_ = std::make_unique<Attempt<absl::StatusOr<Number>>>(
        [target = At("127.0.0.1", port.value_or(1))] { return Client(target).Substract(20, 10); });
    const auto give_up = steady_clock::now() + kPatience;
    while (!serving_.calculator().HasCall() && !call_->Wait(milliseconds(1)) &&
           steady_clock::now() < give_up) {
    }
  }
  ~Busy() {
    serving_.calculator().Release();
    call_->Wait();
  }
  Busy(const Busy&) = delete;
  Busy& operator=(const Busy&) = delete;

  bool has_call() { return serving_.calculator().HasCall(); }
  Serving& serving() { return serving_; }
  // What the client gets, once the handler may go on.
  absl::StatusOr<Number> Finish() {
    serving_.calculator().Release();
    const auto result = call_->Wait();
    return result ? *result : absl::InternalError("the call did not end");
  }
  bool IsCancelledBy(steady_clock::time_point limit) {
    return serving_.calculator().IsCancelledBy(limit);
  }
  bool IsCancelledIn(milliseconds time) { return IsCancelledBy(steady_clock::now() + time); }

 private:
  Serving serving_;
  std::unique_ptr<Attempt<absl::StatusOr<Number>>> call_;
};

BEHAVIOUR(Lesson, LetsCallsEnd, "A call that is under way at the stop still gets its answer",
          "Serve(") {
  Busy busy(kLong);
  ASSERT_THAT(Finding{busy.has_call() ? "a call is under way" : "no call gets through"},
              Says("a call is under way"));
  busy.serving().Stop();
  // Far longer than it takes to cancel a call: without a grace period it is over by then.
  const bool cancelled = busy.IsCancelledIn(milliseconds(400));
  ASSERT_THAT(
      Finding{busy.serving().returned() && !cancelled ? "it returns while a call is under way"
                                                      : "it waits for the call"},
      Says("it waits for the call"));
  EXPECT_THAT(busy.Finish(), IsOkAndHolds(Number{"difference", 10}));
}

constexpr char kGracePeriod[] = "it is cancelled, and on another server with an hour it is not";

BEHAVIOUR(Lesson, EndsWithTheGracePeriod, "A call that does not end is cancelled after that time",
          "Serve(") {
  Busy hour(kLong);
  Busy moment(kShort);
  Finding finding{"no call gets through"};
  if (hour.has_call() && moment.has_call()) {
    hour.serving().Stop();
    moment.serving().Stop();
    if (!moment.IsCancelledIn(kPatience)) {
      finding.text = absl::StrCat("it goes on after its grace period of ", kShort.count(), " ms");
    } else if (hour.IsCancelledIn(milliseconds(300))) {
      finding.text = "it is cancelled, and on another server with an hour it is, too";
    } else {
      finding.text = kGracePeriod;
    }
  }
  EXPECT_THAT(finding, Says(kGracePeriod));
}

BEHAVIOUR(Lesson, CountsTheGracePeriodFromTheStop,
          "The grace period begins at the stop, however long the server has served", "Serve(") {
  constexpr milliseconds kGrace{600};
  Busy busy(kGrace);
  Finding finding{"no call gets through"};
  if (busy.has_call()) {
    // A deadline that was computed at the start is over by then.
    std::this_thread::sleep_for(kGrace);
    // Computed before the stop: a right answer's deadline comes later, on any machine.
    const auto half = steady_clock::now() + kGrace / 2;
    busy.serving().Stop();
    finding.text = busy.IsCancelledBy(half) ? "a call is cancelled before that time is over"
                                            : "a call may go on after the stop";
  }
  EXPECT_THAT(finding, Says("a call may go on after the stop"));
}

}  // namespace
