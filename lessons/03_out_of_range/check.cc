// Lesson 03 holds when a client gets products that fit, to the last one, and a reason for the rest.
#include "lessons/check/check.h"

#include <cstdint>
#include <limits>

#include "calculator/calculator_client.h"
#include "lesson.h"
#include "lessons/check/served.h"

namespace {

using ::testing::HasSubstr;
using workbook::testing::Gives;
using workbook::testing::StatusIs;

constexpr int32_t kMin = std::numeric_limits<int32_t>::min();
constexpr int32_t kMax = std::numeric_limits<int32_t>::max();

class Client {
 public:
  absl::StatusOr<int32_t> Multiply(int32_t n1, int32_t n2) { return client_.Multiply(n1, n2); }

 private:
  workbook::check::Served served_{lesson::MakeCalculator()};
  workbook::calculator::CalculatorClient client_{served_.channel()};
};

HOLDS(RefusesWhatIsTooLarge, "Multiply(65536, 32768) ends with OUT_OF_RANGE, and says 2147483648",
      "int64_t product") {
  EXPECT_THAT(Client().Multiply(65536, 32768),
              StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("2147483648")));
}

HOLDS(RefusesWhatIsTooSmall, "Multiply(2147483647, -2) ends with OUT_OF_RANGE too",
      "int64_t product") {
  EXPECT_THAT(Client().Multiply(kMax, -2),
              StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("-4294967294")));
}

HOLDS(AnswersToTheLastThatFits, "The largest and the smallest int32 are still answered",
      "set_n1(") {
  Client client;
  EXPECT_THAT(client.Multiply(kMax, 1), Gives(kMax));
  EXPECT_THAT(client.Multiply(kMin, 1), Gives(kMin));
}

}  // namespace
