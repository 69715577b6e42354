// Passes when the exercise's test passes on right services and fails on each wrong one.
#include "lessons/check/check.h"

#include <gtest/gtest-spi.h>

#include <chrono>
#include <cmath>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "calculator/calculator_service_callback.h"
#include "lessons/check/attempt.h"
#include "lessons/check/finding.h"
#include "lessons/first_test/lesson.h"

namespace {

using std::chrono::seconds;
using std::chrono::system_clock;
using workbook::lessons::check::Attempt;
using workbook::lessons::check::Finding;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::Says;

// How long a test may wait for a service that does not answer.
constexpr seconds kLatest{10};

// What a service answers: the quotient, or an error.
struct Answer {
  grpc::Status status;
  float quotient = 0;
};

Answer RightAnswer(const calc::DivideRequest& request) {
  if (request.n2() == 0) return {{grpc::StatusCode::INVALID_ARGUMENT, "n2 must not be 0"}};
  return {grpc::Status::OK, static_cast<float>(request.n1()) / static_cast<float>(request.n2())};
}

// Answers with what `divide` returns.
class Calculator final : public calc::Calculator::Service {
 public:
  using Divider = std::function<Answer(const calc::DivideRequest&)>;
  explicit Calculator(Divider divide) : divide_(std::move(divide)) {}

 private:
  grpc::Status Divide(grpc::ServerContext* /*context*/, const calc::DivideRequest* request,
                      calc::DivideReply* reply) override {
    const Answer answer = divide_(*request);
    reply->set_f1(answer.quotient);
    return answer.status;
  }

  const Divider divide_;
};

// Never answers, as far as a test can tell: ends each call as its deadline would, and remembers a
// call that has none, or a late one.
class SilentCalculator final : public calc::Calculator::Service {
 public:
  // "": all calls so far had a deadline.
  std::string fault() const {
    const std::scoped_lock lock(mutex_);
    return fault_;
  }

 private:
  grpc::Status Divide(grpc::ServerContext* context, const calc::DivideRequest* /*request*/,
                      calc::DivideReply* /*reply*/) override {
    const gpr_timespec deadline = context->raw_deadline();
    const std::scoped_lock lock(mutex_);
    if (gpr_time_cmp(deadline, gpr_inf_future(deadline.clock_type)) == 0) {
      fault_ = "it waits for ever: its call has no deadline";
    } else if (context->deadline() > system_clock::now() + kLatest) {
      fault_ = absl::StrCat("it waits for more than ", kLatest.count(), " s");
    }
    return {grpc::StatusCode::DEADLINE_EXCEEDED, "Deadline Exceeded"};
  }

  mutable std::mutex mutex_;
  std::string fault_;
};

// "it passes", or the first thing that the test finds wrong.
std::string RunOn(const std::shared_ptr<grpc::Service>& service) {
  ::testing::TestPartResultArray results;
  const ::testing::ScopedFakeTestPartResultReporter reporter(
      ::testing::ScopedFakeTestPartResultReporter::INTERCEPT_ALL_THREADS, &results);
  Attempt<bool> attempt([service] {
    lesson::TestDivide(*service);
    return true;
  });
  if (!attempt.Wait(seconds(8))) return attempt.WhyNot();
  for (int i = 0; i < results.size(); ++i) {
    const ::testing::TestPartResult& result = results.GetTestPartResult(i);
    if (!result.failed()) continue;
    std::string summary = absl::StrReplaceAll(result.summary(), {{"\n", " "}});
    absl::RemoveExtraAsciiWhitespace(&summary);
    return absl::StrCat("it fails, in line ", result.line_number(), ": ", summary);
  }
  return "it passes";
}

// The same without the reason: "it fails".
Finding VerdictOn(Calculator::Divider divide) {
  const std::string outcome = RunOn(std::make_shared<Calculator>(std::move(divide)));
  return {outcome.starts_with("it fails") ? "it fails" : outcome};
}

constexpr char kPasses[] = "it passes";
constexpr char kFails[] = "it fails";

BEHAVIOUR(Lesson, PassesOnRightServices, "The test passes on two services that are right",
          "TestDivide(") {
  EXPECT_THAT(Finding{RunOn(std::make_shared<Calculator>(RightAnswer))}, Says(kPasses));
  EXPECT_THAT(Finding{RunOn(std::make_shared<workbook::calculator::CallbackCalculatorService>())},
              Says(kPasses));
}

BEHAVIOUR(Lesson, FindsAnIntegerDivision, "It fails on a service for which 7 / 2 is 3",
          "TestDivide(") {
  EXPECT_THAT(VerdictOn([](const auto& request) {
                Answer answer = RightAnswer(request);
                answer.quotient = std::trunc(answer.quotient);
                return answer;
              }),
              Says(kFails));
}

BEHAVIOUR(Lesson, FindsALostSign, "It fails on one for which -1 / 4 is 0.25", "TestDivide(") {
  EXPECT_THAT(VerdictOn([](const auto& request) {
                Answer answer = RightAnswer(request);
                answer.quotient = std::abs(answer.quotient);
                return answer;
              }),
              Says(kFails));
}

BEHAVIOUR(Lesson, FindsARepeatedAnswer, "It fails on one that gives its first quotient to all",
          "TestDivide(") {
  EXPECT_THAT(VerdictOn([first = std::make_shared<std::optional<float>>()](const auto& request) {
                Answer answer = RightAnswer(request);
                if (answer.status.ok() && !*first) *first = answer.quotient;
                if (answer.status.ok()) answer.quotient = **first;
                return answer;
              }),
              Says(kFails));
}

BEHAVIOUR(Lesson, FindsAMissingError, "It fails on one for which 7 / 0 is infinite",
          "TestDivide(") {
  EXPECT_THAT(VerdictOn([](const auto& request) {
                return Answer{grpc::Status::OK,
                              static_cast<float>(request.n1()) / static_cast<float>(request.n2())};
              }),
              Says(kFails));
}

BEHAVIOUR(Lesson, FindsAWrongCode, "It fails on one that refuses a division by 0 with UNKNOWN",
          "TestDivide(") {
  EXPECT_THAT(VerdictOn([](const auto& request) {
                Answer answer = RightAnswer(request);
                if (!answer.status.ok()) answer.status = {grpc::StatusCode::UNKNOWN, "no"};
                return answer;
              }),
              Says(kFails));
}

BEHAVIOUR(Lesson, FindsAnErrorWithAReply, "It fails on one that ends with INTERNAL, not with OK",
          "TestDivide(") {
  EXPECT_THAT(VerdictOn([](const auto& request) {
                Answer answer = RightAnswer(request);
                if (answer.status.ok()) answer.status = {grpc::StatusCode::INTERNAL, "a bug"};
                return answer;
              }),
              Says(kFails));
}

BEHAVIOUR(Lesson, FindsASilentService, "It fails, and ends, on one that never answers",
          "TestDivide(") {
  const auto service = std::make_shared<SilentCalculator>();
  Finding finding{RunOn(service)};
  if (!service->fault().empty()) {
    finding.text = service->fault();
  } else if (finding.text.starts_with(kFails)) {
    finding.text = kFails;
  }
  EXPECT_THAT(finding, Says(kFails));
}

}  // namespace
