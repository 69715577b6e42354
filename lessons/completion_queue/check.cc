// Passes when an AddCall always waits for the next caller, whatever the other calls do.
#include "lessons/check/check.h"

#include <grpcpp/alarm.h>

#include <chrono>
#include <future>
#include <list>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "calculator/calculator_client.h"
#include "lessons/check/test_server.h"
#include "lessons/completion_queue/lesson.h"

namespace {

using workbook::conformance::IsOkAndHolds;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::TestServer;

// Ends a call that the server does not answer.
constexpr std::chrono::seconds kTimeout{5};

// Work that finishes for all calls once `calls` of them have started it. Only the polling thread
// uses it.
class SharedWork {
 public:
  explicit SharedWork(size_t calls) : calls_(calls) {}

  void Start(lesson::Event* done, grpc::CompletionQueue& queue) {
    started_.push_back(done);
    if (started_.size() < calls_) return;
    for (lesson::Event* event : std::exchange(started_, {})) {
      alarms_.emplace_back().Set(&queue, std::chrono::system_clock::now(), event);
    }
  }

 private:
  const size_t calls_;
  std::vector<lesson::Event*> started_;
  std::list<grpc::Alarm> alarms_;
};

// The exercise's service with its queue, one thread that polls it, and a client.
class Calculator {
 public:
  explicit Calculator(size_t calls) : work_(calls) {
    lesson::ServeAdd(*service_, *queue_,
                     [this](lesson::Event* done) { work_.Start(done, *queue_); });
    std::thread([this] { lesson::Poll(*queue_); }).detach();
  }

  absl::StatusOr<int32_t> Add(int32_t n1, int32_t n2) { return client_.Add(n1, n2); }

 private:
  calc::Calculator::AsyncService* const service_ = new calc::Calculator::AsyncService;
  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  TestServer server_{
      std::unique_ptr<grpc::Service>(service_), TestServer::Over::kInProcess,
      [this](grpc::ServerBuilder& builder) { queue_ = builder.AddCompletionQueue(); }};
  workbook::calculator::CalculatorClient client_{server_.channel(), kTimeout};
  SharedWork work_;
};

// Never destroyed: gRPC aborts the process when a remaining call requests the next one from a queue
// that is shut down.
Calculator& StartCalculator(size_t calls = 1) {
  static auto* const all = new std::vector<std::unique_ptr<Calculator>>;
  return *all->emplace_back(std::make_unique<Calculator>(calls));
}

BEHAVIOUR(Lesson, AnswersWithTheSum, "Add(20, 10) answers 30", "case State::kWaiting") {
  EXPECT_THAT(StartCalculator().Add(20, 10), IsOkAndHolds(30));
}

BEHAVIOUR(Lesson, AnswersTheNextCaller, "The hundred calls after the first get their sums too",
          "case State::kWaiting") {
  Calculator& calculator = StartCalculator();
  ASSERT_THAT(calculator.Add(20, 10), IsOkAndHolds(30));
  for (int n = 0; n < 100; ++n) ASSERT_THAT(calculator.Add(n, 4), IsOkAndHolds(n + 4));
}

BEHAVIOUR(Lesson, AnswersAllAtOnce, "Three callers at once: none waits for another's work",
          "case State::kWaiting") {
  constexpr int kCallers = 3;
  Calculator& calculator = StartCalculator(kCallers);
  std::vector<std::future<absl::StatusOr<int32_t>>> sums;
  for (int n = 0; n < kCallers; ++n) {
    sums.push_back(std::async(std::launch::async, [&, n] { return calculator.Add(n, 100); }));
  }
  for (int n = 0; n < kCallers; ++n) EXPECT_THAT(sums[n].get(), IsOkAndHolds(n + 100));
}

}  // namespace
