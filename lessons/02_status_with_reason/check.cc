// Lesson 02 holds when a client that divides by zero is told so, and other clients get quotients.
#include "lessons/check/check.h"

#include "calculator/calculator_client.h"
#include "lesson.h"
#include "lessons/check/served.h"

namespace {

using ::testing::HasSubstr;
using workbook::testing::Gives;
using workbook::testing::HasCode;
using workbook::testing::StatusIs;

class Client {
 public:
  absl::StatusOr<float> Divide(int32_t n1, int32_t n2) { return client_.Divide(n1, n2); }

 private:
  workbook::check::Served served_{lesson::MakeCalculator()};
  workbook::calculator::CalculatorClient client_{served_.channel()};
};

HOLDS(SaysWhoseFaultItIs, "Divide(7, 0) ends with INVALID_ARGUMENT", "Divide(") {
  EXPECT_THAT(Client().Divide(7, 0), HasCode(absl::StatusCode::kInvalidArgument));
}

HOLDS(SaysWhatIsWrong, "The message names the field that is 0: n2", "Divide(") {
  EXPECT_THAT(Client().Divide(7, 0), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("n2")));
}

HOLDS(RefusesAnEmptyRequest, "A request with no numbers is refused as well: unset is 0",
      "Divide(") {
  EXPECT_THAT(Client().Divide(0, 0), HasCode(absl::StatusCode::kInvalidArgument));
}

HOLDS(DividesTheRest, "Divide(7, 2) answers 3.5, also after a refused call", "set_f1(") {
  Client client;
  static_cast<void>(client.Divide(7, 0));
  EXPECT_THAT(client.Divide(7, 2), Gives(3.5F));
}

}  // namespace
