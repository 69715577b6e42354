// Passes when the handler finishes each call, on both of its paths.
#include "lessons/check/check.h"

#include <chrono>

#include "calculator/calculator_client.h"
#include "lessons/callback_method/lesson.h"
#include "lessons/check/test_server.h"

namespace {

using ::testing::HasSubstr;
using workbook::conformance::IsOkAndHolds;
using workbook::conformance::StatusIs;
using workbook::lessons::check::Lesson;

// Ends a call that the handler does not finish.
constexpr std::chrono::seconds kTimeout{5};

absl::StatusOr<float> Divide(int32_t n1, int32_t n2) {
  // Never destroyed: a server that shuts down waits until every call is finished.
  static auto* const server = new workbook::lessons::check::TestServer(lesson::MakeCalculator());
  return workbook::calculator::CalculatorClient(server->channel(), kTimeout).Divide(n1, n2);
}

BEHAVIOUR(Lesson, AnswersWithTheQuotient, "Divide(7, 2) answers 3.5", "reactor->Finish(") {
  EXPECT_THAT(Divide(7, 2), IsOkAndHolds(3.5F));
}

BEHAVIOUR(Lesson, FinishesARefusalToo,
          "Divide(7, 0) ends with INVALID_ARGUMENT, and its message names n2", "reactor->Finish(") {
  EXPECT_THAT(Divide(7, 0), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("n2")));
}

}  // namespace
