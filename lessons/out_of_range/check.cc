// Passes when a client gets every product that fits int32, and a reason for the others.
#include "lessons/check/check.h"

#include <cstdint>
#include <limits>

#include "calculator/calculator_client.h"
#include "lessons/check/named_number.h"
#include "lessons/check/test_server.h"
#include "lessons/out_of_range/lesson.h"

namespace {

using ::testing::HasSubstr;
using workbook::conformance::IsOkAndHolds;
using workbook::conformance::StatusIs;
using workbook::lessons::check::Lesson;
using Number = workbook::lessons::check::NamedNumber<int32_t>;

constexpr int32_t kMin = std::numeric_limits<int32_t>::min();
constexpr int32_t kMax = std::numeric_limits<int32_t>::max();

Number Product(int32_t product) { return {"product", product}; }

class Client {
 public:
  absl::StatusOr<Number> Multiply(int32_t n1, int32_t n2) {
    return workbook::lessons::check::Named("product", client_.Multiply(n1, n2));
  }

 private:
  workbook::lessons::check::TestServer server_{lesson::MakeCalculator()};
  workbook::calculator::CalculatorClient client_{server_.channel()};
};

BEHAVIOUR(Lesson, RefusesWhatIsTooLarge,
          "Multiply(65536, 32768) ends with OUT_OF_RANGE: 1 too large", "int64_t product") {
  EXPECT_THAT(Client().Multiply(65536, 32768), StatusIs(absl::StatusCode::kOutOfRange));
}

BEHAVIOUR(Lesson, RefusesWhatIsTooSmall,
          "Multiply(715827883, -3) ends with OUT_OF_RANGE: 1 too small", "int64_t product") {
  EXPECT_THAT(Client().Multiply(715827883, -3), StatusIs(absl::StatusCode::kOutOfRange));
}

// The lower 32 bits of these products are the int32 0, 2 and 0: none of their digits can stand for
// the product's.
BEHAVIOUR(Lesson, NamesTheProduct, "The message contains the product, whatever its size",
          "int64_t product") {
  Client client;
  EXPECT_THAT(client.Multiply(65536, 65536),
              StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("4294967296")));
  EXPECT_THAT(client.Multiply(kMax, -2),
              StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("-4294967294")));
  EXPECT_THAT(client.Multiply(kMin, kMin),
              StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("4611686018427387904")));
  // A double, which has 53 bits, holds only the even neighbour.
  EXPECT_THAT(client.Multiply(kMax, kMax),
              StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("4611686014132420609")));
}

BEHAVIOUR(Lesson, AnswersToTheLastThatFits, "The largest and the smallest int32 are still answered",
          "set_n1(") {
  Client client;
  EXPECT_THAT(client.Multiply(kMax, 1), IsOkAndHolds(Product(kMax)));
  EXPECT_THAT(client.Multiply(kMin, 1), IsOkAndHolds(Product(kMin)));
}

BEHAVIOUR(Lesson, AnswersTheRest, "Multiply(-20, 10) answers -200, also after a refused call",
          "set_n1(") {
  Client client;
  static_cast<void>(client.Multiply(kMax, kMax));
  EXPECT_THAT(client.Multiply(-20, 10), IsOkAndHolds(Product(-200)));
}

}  // namespace
