// Lesson 06 holds when the handler stops its work for a caller who has gone, and for no other.
#include "lessons/check/check.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <thread>

#include "lesson.h"
#include "lessons/check/served.h"
#include "rpc/channel.h"

namespace {

using ::testing::Eq;
using ::testing::Le;
using workbook::rpc::CallContext;
using workbook::testing::Gives;

constexpr int32_t kSteps = 1000;

// Until the server has heard of it, which takes a moment; within a time that it never takes.
void WaitUntilCancelled(const grpc::ServerContext& context) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(4);
  while (!context.IsCancelled() && std::chrono::steady_clock::now() < give_up) {
    std::this_thread::yield();
  }
}

// A calculator whose work can be watched.
class Calculator {
 public:
  using ThirdStep = std::function<void(grpc::ClientContext&, const grpc::ServerContext&)>;

  // 3 * kSteps, as the server has it. What is to happen in the third step, happens in the third.
  absl::StatusOr<int32_t> Multiply(
      std::chrono::milliseconds timeout, const ThirdStep& in_third_step = [](auto&, auto&) {}) {
    std::optional<CallContext> context;
    const workbook::check::Served served(
        lesson::MakeCalculator([&](const grpc::ServerContext& call) {
          if (++steps_ == 3) in_third_step(*context, call);
        }));
    context.emplace(timeout);  // only now: the time to start a server is not the call's
    calc::MultiplyRequest request;
    request.set_n1(3);
    request.set_n2(kSteps);
    calc::MultiplyReply reply;
    const grpc::Status status =
        calc::Calculator::NewStub(served.channel())->Multiply(&*context, request, &reply);
    if (!status.ok()) return workbook::rpc::FromGrpcStatus(status);
    return reply.n1();
  }

  // All that were taken: Multiply returns when the server is down, and no handler runs any more.
  int steps() const { return steps_; }

 private:
  std::atomic<int> steps_ = 0;
};

HOLDS(AnswersWhoWaits, "A caller who waits gets the product, after 1000 steps", "Multiply(") {
  Calculator calculator;
  EXPECT_THAT(calculator.Multiply(workbook::rpc::kDefaultTimeout), Gives(3 * kSteps));
  EXPECT_THAT(calculator.steps(), Eq(kSteps));
}

HOLDS(StopsWhenTheCallerCancels, "Cancelled by the caller in its third step, it takes no fourth",
      "for (int32_t done") {
  Calculator calculator;
  static_cast<void>(
      calculator.Multiply(workbook::rpc::kDefaultTimeout, [](auto& client, const auto& server) {
        client.TryCancel();
        WaitUntilCancelled(server);
      }));
  EXPECT_THAT(calculator.steps(), Eq(3));
}

HOLDS(StopsAtTheDeadline, "When the deadline passes in its third step, it takes no fourth",
      "for (int32_t done") {
  Calculator calculator;
  static_cast<void>(calculator.Multiply(
      std::chrono::milliseconds(500),
      [](auto& /*client*/, const auto& server) { WaitUntilCancelled(server); }));
  // Fewer when the machine is so busy that it passes before.
  EXPECT_THAT(calculator.steps(), Le(3));
}

}  // namespace
