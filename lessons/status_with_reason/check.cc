// Passes when a division by zero fails with a reason, and other divisions succeed.
#include "lessons/check/check.h"

#include <cstdint>

#include "calculator/calculator_client.h"
#include "lessons/check/named_number.h"
#include "lessons/check/test_server.h"
#include "lessons/status_with_reason/lesson.h"

namespace {

using ::testing::HasSubstr;
using workbook::conformance::IsOkAndHolds;
using workbook::conformance::StatusIs;
using workbook::lessons::check::Lesson;
using Number = workbook::lessons::check::NamedNumber<float>;

Number Quotient(float quotient) { return {"quotient", quotient}; }

class Client {
 public:
  absl::StatusOr<Number> Divide(int32_t n1, int32_t n2) {
    return workbook::lessons::check::Named("quotient", client_.Divide(n1, n2));
  }

 private:
  workbook::lessons::check::TestServer server_{lesson::MakeCalculator()};
  workbook::calculator::CalculatorClient client_{server_.channel()};
};

BEHAVIOUR(Lesson, EndsWithInvalidArgument, "Divide(7, 0) ends with INVALID_ARGUMENT", "Divide(") {
  EXPECT_THAT(Client().Divide(7, 0), StatusIs(absl::StatusCode::kInvalidArgument));
}

BEHAVIOUR(Lesson, NamesTheFieldInTheMessage, "The message names the field that is 0: n2",
          "Divide(") {
  EXPECT_THAT(Client().Divide(7, 0), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("n2")));
}

BEHAVIOUR(Lesson, RefusesAnEmptyRequest, "A request with no numbers is refused as well: unset is 0",
          "Divide(") {
  EXPECT_THAT(Client().Divide(0, 0), StatusIs(absl::StatusCode::kInvalidArgument));
}

BEHAVIOUR(Lesson, DividesTheRest, "Divide(7, 2) answers 3.5, also after a refused call",
          "set_f1(") {
  Client client;
  static_cast<void>(client.Divide(7, 0));
  EXPECT_THAT(client.Divide(7, 2), IsOkAndHolds(Quotient(3.5F)));
}

BEHAVIOUR(Lesson, DividesZero, "Divide(0, 7) answers 0: n1 may be 0", "set_f1(") {
  EXPECT_THAT(Client().Divide(0, 7), IsOkAndHolds(Quotient(0)));
}

BEHAVIOUR(Lesson, DividesByNegativeNumbers, "Divide(7, -2) answers -3.5", "set_f1(") {
  EXPECT_THAT(Client().Divide(7, -2), IsOkAndHolds(Quotient(-3.5F)));
}

}  // namespace
