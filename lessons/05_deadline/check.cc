// Lesson 05 holds when Add comes back in time from a server that does not answer, and with the sum
// from one that does.
#include "lessons/check/check.h"

#include <chrono>

#include "calculator/calculator_service_callback.h"
#include "lesson.h"
#include "lessons/check/served.h"
#include "rpc/channel.h"

namespace {

using std::chrono::milliseconds;
using workbook::check::Served;
using workbook::testing::Gives;
using workbook::testing::HasCode;

constexpr milliseconds kShort{200};
constexpr milliseconds kAmple = workbook::rpc::kDefaultTimeout;

// Lasts until the caller has gone.
class UnansweredCall final : public grpc::ServerUnaryReactor {
  void OnCancel() override { Finish(grpc::Status::CANCELLED); }
  void OnDone() override { delete this; }
};

// Never answers. Whoever would wait for longer than kShort, and a second for a machine that is
// busy, is sent away at once.
class SilentCalculator final : public calc::Calculator::CallbackService {
  grpc::ServerUnaryReactor* Add(grpc::CallbackServerContext* context,
                                const calc::AddRequest* /*request*/,
                                calc::AddReply* /*reply*/) override {
    if (context->deadline() <=
        std::chrono::system_clock::now() + kShort + std::chrono::seconds(1)) {
      return new UnansweredCall;
    }
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish({grpc::StatusCode::ABORTED, Remark(context->raw_deadline())});
    return reactor;
  }

  static std::string Remark(gpr_timespec deadline) {
    if (gpr_time_cmp(deadline, gpr_inf_future(deadline.clock_type)) == 0) {
      return "the server never answers, and the client would wait for ever";
    }
    return "the server never answers, and the client would wait for longer than it was told";
  }
};

HOLDS(EndsAtTheDeadline, "A call that takes too long ends with DEADLINE_EXCEEDED", "context;") {
  const Served served(std::make_unique<SilentCalculator>());
  const auto stub = calc::Calculator::NewStub(served.channel());
  EXPECT_THAT(lesson::Add(*stub, 20, 10, kShort), HasCode(absl::StatusCode::kDeadlineExceeded));
}

HOLDS(LeavesTimeToAnswer, "A call that is answered in time gives the sum", "context;") {
  const Served served(std::make_unique<workbook::calculator::CallbackCalculatorService>());
  const auto stub = calc::Calculator::NewStub(served.channel());
  EXPECT_THAT(lesson::Add(*stub, 20, 10, kAmple), Gives(30));
}

HOLDS(CountsFromEachCall, "A second call has a deadline of its own", "context;") {
  const Served silent(std::make_unique<SilentCalculator>());
  const Served served(std::make_unique<workbook::calculator::CallbackCalculatorService>());
  static_cast<void>(lesson::Add(*calc::Calculator::NewStub(silent.channel()), 20, 10, kShort));
  EXPECT_THAT(lesson::Add(*calc::Calculator::NewStub(served.channel()), 20, 10, kAmple), Gives(30));
}

}  // namespace
