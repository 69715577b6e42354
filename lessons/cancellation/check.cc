// Passes when the handler stops its work once the call has ended, and not before.
#include "lessons/check/check.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <thread>

#include "conformance/eventually.h"
#include "lessons/cancellation/lesson.h"
#include "lessons/check/test_server.h"
#include "rpc/channel.h"

namespace {

using std::chrono::milliseconds;
using ::testing::Eq;
using workbook::conformance::IsOkAndHolds;
using workbook::lessons::check::Lesson;
using workbook::rpc::CallContext;

constexpr int32_t kSteps = 1000;

// Waits until the server has received the cancellation.
void WaitUntilCancelled(const grpc::ServerContext& context) {
  static_cast<void>(workbook::conformance::Eventually([&] { return context.IsCancelled(); }));
}

// A calculator that counts the steps of its work.
class Calculator {
 public:
  using ThirdStep = std::function<void(grpc::ClientContext&, const grpc::ServerContext&)>;

  // 3 * kSteps, as the server computes it. Calls `in_third_step` in the third step.
  absl::StatusOr<int32_t> Multiply(
      milliseconds timeout, const ThirdStep& in_third_step = [](auto&, auto&) {}) {
    std::optional<CallContext> context;
    const workbook::lessons::check::TestServer server(
        lesson::MakeCalculator([&](const grpc::ServerContext& call) {
          if (++steps_ == 3) in_third_step(*context, call);
        }));
    context.emplace(timeout);  // only now: the call's deadline does not include the server's start
    calc::MultiplyRequest request;
    request.set_n1(3);
    request.set_n2(kSteps);
    calc::MultiplyReply reply;
    const grpc::Status status =
        calc::Calculator::NewStub(server.channel())->Multiply(&*context, request, &reply);
    if (!status.ok()) return workbook::rpc::FromGrpcStatus(status);
    return reply.n1();
  }

  // Final: Multiply returns after the server's shutdown, and no handler runs any more.
  int steps() const { return steps_; }

 private:
  std::atomic<int> steps_ = 0;
};

BEHAVIOUR(Lesson, AnswersACallerWhoWaits, "A caller who waits gets the product, after 1000 steps",
          "Multiply(") {
  Calculator calculator;
  EXPECT_THAT(calculator.Multiply(workbook::rpc::kDefaultTimeout), IsOkAndHolds(3 * kSteps));
  EXPECT_THAT(calculator.steps(), Eq(kSteps));
}

BEHAVIOUR(Lesson, StopsWhenTheCallerCancels,
          "Multiply takes no fourth step if the caller cancels in the third", "for (int32_t done") {
  Calculator calculator;
  static_cast<void>(
      calculator.Multiply(workbook::rpc::kDefaultTimeout, [](auto& client, const auto& call) {
        client.TryCancel();
        WaitUntilCancelled(call);
      }));
  EXPECT_THAT(calculator.steps(), Eq(3));
}

BEHAVIOUR(Lesson, StopsAtTheDeadline,
          "Multiply takes no fourth step if the deadline passes in the third",
          "for (int32_t done") {
  // On a loaded machine a deadline may pass before the third step: then a later one.
  for (const milliseconds timeout : {milliseconds(500), milliseconds(1500), milliseconds(4500)}) {
    Calculator calculator;
    static_cast<void>(calculator.Multiply(timeout, [](auto& /*client*/, const auto& call) {
      WaitUntilCancelled(call);
      // By the server's clock too: the client's, which counts first, ends the call a little
      // earlier.
      std::this_thread::sleep_until(call.deadline());
    }));
    if (calculator.steps() < 3 && timeout < milliseconds(4500)) continue;
    EXPECT_THAT(calculator.steps(), Eq(3));
    return;
  }
}

}  // namespace
