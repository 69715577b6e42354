// Passes when Add ends in time if the server does not answer, and returns the sum if it
// does.
#include "lessons/check/check.h"

#include <grpcpp/support/client_interceptor.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "lessons/check/named_number.h"
#include "lessons/check/test_server.h"
#include "lessons/deadline/lesson.h"

namespace {

using std::chrono::milliseconds;
using std::chrono::system_clock;
using workbook::conformance::IsOkAndHolds;
using workbook::conformance::StatusIs;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::TestServer;
using Number = workbook::lessons::check::NamedNumber<int32_t>;

constexpr milliseconds kShort{200};
constexpr std::chrono::minutes kLong{60};

Number Sum(int32_t sum) { return {"sum", sum}; }

// The deadline that a call had when it began. Add computed it between `earliest` and `latest`.
struct CallDeadline {
  bool set = false;
  system_clock::time_point deadline;
  system_clock::time_point earliest;
  system_clock::time_point latest;
};

// "1.5 s", from a minute on "25 min".
std::string Describe(milliseconds time) {
  if (time < std::chrono::minutes(1)) {
    const auto tenths = std::chrono::floor<std::chrono::duration<int64_t, std::deci>>(time);
    return absl::StrCat(static_cast<double>(tenths.count()) / 10, " s");
  }
  return absl::StrCat(std::chrono::round<std::chrono::minutes>(time).count(), " min");
}

void PrintTo(const CallDeadline& call, std::ostream* out) {
  using std::chrono::days;
  if (!call.set) {
    *out << "no deadline";
  } else if (call.deadline < call.earliest - days(365)) {
    const std::chrono::year_month_day date(std::chrono::floor<days>(call.deadline));
    *out << "a deadline in the year " << static_cast<int>(date.year());
  } else if (call.deadline < call.earliest) {
    *out << "a deadline that had passed before the call";
  } else {
    *out << "a deadline "
         << Describe(std::chrono::floor<milliseconds>(call.deadline - call.earliest))
         << " after the call";
  }
}

// Exact, but for half a second: a deadline of another clock, gpr_timespec has some, is converted.
MATCHER_P(IsAfterTheCall, timeout,
          absl::StrCat("a deadline ", Describe(timeout), " after the call")) {
  constexpr milliseconds kTolerance{500};
  return arg.set && arg.deadline >= arg.earliest + timeout - kTolerance &&
         arg.deadline <= arg.latest + timeout + kTolerance;
}

// Looks at each call's deadline when the call begins; has no interceptors.
class DeadlineRecorder final : public grpc::experimental::ClientInterceptorFactoryInterface {
 public:
  explicit DeadlineRecorder(CallDeadline* call) : call_(call) {}

  grpc::experimental::Interceptor* CreateClientInterceptor(
      grpc::experimental::ClientRpcInfo* info) override {
    const gpr_timespec deadline = info->client_context()->raw_deadline();
    call_->set = gpr_time_cmp(deadline, gpr_inf_future(deadline.clock_type)) != 0;
    call_->deadline = info->client_context()->deadline();
    call_->latest = system_clock::now();
    return nullptr;
  }

 private:
  CallDeadline* const call_;
};

struct Result {
  absl::StatusOr<Number> sum;
  CallDeadline deadline;
};

// Calls lesson::Add on `server`.
Result AddOn(TestServer& server, milliseconds timeout) {
  CallDeadline deadline;
  std::vector<std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>> recorders;
  recorders.push_back(std::make_unique<DeadlineRecorder>(&deadline));
  const auto stub =
      calc::Calculator::NewStub(server.server().experimental().InProcessChannelWithInterceptors(
          grpc::ChannelArguments(), std::move(recorders)));
  deadline.earliest = system_clock::now();
  const absl::StatusOr<int32_t> sum = lesson::Add(*stub, 20, 10, timeout);
  return {workbook::lessons::check::Named("sum", sum), deadline};
}

// The sum. gRPC's DEADLINE_EXCEEDED does not say which deadline: this one does.
absl::StatusOr<Number> Add(TestServer& server, milliseconds timeout) {
  const Result result = AddOn(server, timeout);
  if (result.sum.status().code() != absl::StatusCode::kDeadlineExceeded) return result.sum;
  return absl::DeadlineExceededError(
      absl::StrCat("the call had ", ::testing::PrintToString(result.deadline)));
}

// Lasts until its deadline passes or the client cancels it.
class UnansweredCall final : public grpc::ServerUnaryReactor {
  void OnCancel() override { Finish(grpc::Status::CANCELLED); }
  void OnDone() override { delete this; }
};

// Never answers. Ends a call at once, with ABORTED, when its deadline is later than kShort, plus
// one second for a busy machine: the check does not wait for it.
class SilentCalculator final : public calc::Calculator::CallbackService {
  grpc::ServerUnaryReactor* Add(grpc::CallbackServerContext* context,
                                const calc::AddRequest* /*request*/,
                                calc::AddReply* /*reply*/) override {
    if (context->deadline() <= system_clock::now() + kShort + std::chrono::seconds(1)) {
      return new UnansweredCall;
    }
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish({grpc::StatusCode::ABORTED, Describe(context->raw_deadline())});
    return reactor;
  }

  static std::string Describe(gpr_timespec deadline) {
    if (gpr_time_cmp(deadline, gpr_inf_future(deadline.clock_type)) == 0) {
      return "the server never answers, and the call has no deadline";
    }
    return "the server never answers, and the deadline is later than the timeout allows";
  }
};

// Answers, but ends a call at once, with ABORTED, when its deadline is so early that kLong, less a
// busy machine's delay, cannot be its timeout.
class Calculator final : public calc::Calculator::CallbackService {
  grpc::ServerUnaryReactor* Add(grpc::CallbackServerContext* context,
                                const calc::AddRequest* request, calc::AddReply* reply) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    if (context->deadline() < system_clock::now() + kLong / 2) {
      reactor->Finish(
          {grpc::StatusCode::ABORTED, "the deadline is earlier than the timeout allows"});
    } else {
      reply->set_n1(request->n1() + request->n2());
      reactor->Finish(grpc::Status::OK);
    }
    return reactor;
  }
};

BEHAVIOUR(Lesson, EndsAtTheDeadline, "A call that takes too long ends with DEADLINE_EXCEEDED",
          "context;") {
  TestServer server(std::make_unique<SilentCalculator>());
  EXPECT_THAT(Add(server, kShort), StatusIs(absl::StatusCode::kDeadlineExceeded));
}

BEHAVIOUR(Lesson, LeavesTimeToAnswer, "A call that is answered in time gives the sum", "context;") {
  TestServer server(std::make_unique<Calculator>());
  EXPECT_THAT(Add(server, kLong), IsOkAndHolds(Sum(30)));
}

BEHAVIOUR(Lesson, CountsFromEachCall, "A second call has a deadline of its own", "context;") {
  TestServer silent(std::make_unique<SilentCalculator>());
  TestServer server(std::make_unique<Calculator>());
  static_cast<void>(Add(silent, kShort));
  EXPECT_THAT(Add(server, kLong), IsOkAndHolds(Sum(30)));
}

BEHAVIOUR(Lesson, KeepsTheTimeout, "The deadline is the time of the call plus the timeout",
          "context;") {
  TestServer server(std::make_unique<Calculator>());
  EXPECT_THAT(AddOn(server, milliseconds(1900)).deadline, IsAfterTheCall(milliseconds(1900)));
}

BEHAVIOUR(Lesson, KeepsALongTimeout, "A timeout of an hour and a half stays that long",
          "context;") {
  TestServer server(std::make_unique<Calculator>());
  EXPECT_THAT(AddOn(server, std::chrono::minutes(90)).deadline,
              IsAfterTheCall(std::chrono::minutes(90)));
}

}  // namespace
