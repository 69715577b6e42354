// Lesson 08 holds when there is always an AddCall for the next caller, whatever the others do.
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
#include "lesson.h"
#include "lessons/check/served.h"

namespace {

using workbook::check::Served;
using workbook::testing::Gives;

// For a call that is never answered.
constexpr std::chrono::seconds kPatience{5};

// Work that is over for all as soon as `crowd` calls need it. Used by the polling thread only.
class WorkForMany {
 public:
  explicit WorkForMany(size_t crowd) : crowd_(crowd) {}

  void Begin(lesson::Event* done, grpc::CompletionQueue& queue) {
    under_way_.push_back(done);
    if (under_way_.size() < crowd_) return;
    for (lesson::Event* event : std::exchange(under_way_, {})) {
      alarms_.emplace_back().Set(&queue, std::chrono::system_clock::now(), event);
    }
  }

 private:
  const size_t crowd_;
  std::vector<lesson::Event*> under_way_;
  std::list<grpc::Alarm> alarms_;
};

// The exercise's service with its queue, one thread that polls it, and a client.
class Calculator {
 public:
  explicit Calculator(size_t crowd) : work_(crowd) {
    lesson::ServeAdd(*service_, *queue_,
                     [this](lesson::Event* done) { work_.Begin(done, *queue_); });
    std::thread([this] { lesson::Poll(*queue_); }).detach();
  }

  absl::StatusOr<int32_t> Add(int32_t n1, int32_t n2) { return client_.Add(n1, n2); }

 private:
  calc::Calculator::AsyncService* const service_ = new calc::Calculator::AsyncService;
  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  Served served_{std::unique_ptr<grpc::Service>(service_), Served::Over::kInProcess,
                 [this](grpc::ServerBuilder& builder) { queue_ = builder.AddCompletionQueue(); }};
  workbook::calculator::CalculatorClient client_{served_.channel(), kPatience};
  WorkForMany work_;
};

// Up until the process ends: gRPC aborts it when a call that is left over asks a queue that is shut
// down for the next one.
Calculator& StartCalculator(size_t crowd = 1) {
  static auto* const all = new std::vector<std::unique_ptr<Calculator>>;
  return *all->emplace_back(std::make_unique<Calculator>(crowd));
}

HOLDS(AnswersWithTheSum, "Add(20, 10) answers 30", "case State::kWaiting") {
  EXPECT_THAT(StartCalculator().Add(20, 10), Gives(30));
}

HOLDS(AnswersTheNextCaller, "Whoever calls after that gets a sum too, a hundred times",
      "case State::kWaiting") {
  Calculator& calculator = StartCalculator();
  ASSERT_THAT(calculator.Add(20, 10), Gives(30));
  for (int n = 0; n < 100; ++n) ASSERT_THAT(calculator.Add(n, 4), Gives(n + 4));
}

HOLDS(AnswersAllAtOnce, "Three callers are served at once: none waits for another's work",
      "case State::kWaiting") {
  constexpr int kCallers = 3;
  Calculator& calculator = StartCalculator(kCallers);
  std::vector<std::future<absl::StatusOr<int32_t>>> sums;
  for (int n = 0; n < kCallers; ++n) {
    sums.push_back(std::async(std::launch::async, [&, n] { return calculator.Add(n, 100); }));
  }
  for (int n = 0; n < kCallers; ++n) EXPECT_THAT(sums[n].get(), Gives(n + 100));
}

}  // namespace
