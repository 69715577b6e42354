// Lesson 07 holds when each call is finished, whichever way it goes.
#include "lessons/check/check.h"

#include <chrono>

#include "calculator/calculator_client.h"
#include "lesson.h"
#include "lessons/check/served.h"

namespace {

using ::testing::HasSubstr;
using workbook::testing::Gives;
using workbook::testing::StatusIs;

// For a call that nobody finishes.
constexpr std::chrono::seconds kPatience{3};

absl::StatusOr<float> Divide(int32_t n1, int32_t n2) {
  // Up until the process ends: a server waits, when it is shut down, for every call to be finished.
  static auto* const served = new workbook::check::Served(lesson::MakeCalculator());
  return workbook::calculator::CalculatorClient(served->channel(), kPatience).Divide(n1, n2);
}

HOLDS(AnswersWithTheQuotient, "Divide(7, 2) answers 3.5", "reactor->Finish(") {
  EXPECT_THAT(Divide(7, 2), Gives(3.5F));
}

HOLDS(FinishesARefusalToo, "Divide(7, 0) ends with INVALID_ARGUMENT, and names n2",
      "reactor->Finish(") {
  EXPECT_THAT(Divide(7, 0), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("n2")));
}

}  // namespace
