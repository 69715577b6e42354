#include "conformance/suites/calculator.h"

#include <cstdint>
#include <limits>
#include <thread>
#include <vector>

#include "conformance/matchers.h"
#include "rpc/channel.h"
#include "rpc/status.h"

namespace workbook::conformance::suites {
namespace {

using ::testing::FloatEq;
using Stub = calc::Calculator::Stub;

// The pages that teach the behaviours.
constexpr char kUnaryMethod[] = "lessons/unary_method/README.md";
constexpr char kStatusWithReason[] = "lessons/status_with_reason/README.md";
constexpr char kOutOfRange[] = "lessons/out_of_range/README.md";
constexpr char kTheThreeApis[] = "docs/calculator.md#the-three-apis-side-by-side";
constexpr char kTheTutorial[] = "docs/calculator.md#what-differs-from-the-tutorial-and-why";

constexpr int32_t kMax = std::numeric_limits<int32_t>::max();
constexpr int32_t kMin = std::numeric_limits<int32_t>::min();

// One call. Each method has its own message types, with the same fields.
template <typename Request, typename Reply>
absl::StatusOr<Reply> Call(Stub& stub,
                           grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                        Reply*),
                           int32_t n1, int32_t n2) {
  rpc::CallContext context(rpc::kDefaultTimeout);
  Request request;
  request.set_n1(n1);
  request.set_n2(n2);
  Reply reply;
  const grpc::Status status = (stub.*method)(&context, request, &reply);
  if (!status.ok()) return rpc::FromGrpcStatus(status);
  return reply;
}

// The number of the three replies that have an int32.
template <typename Reply>
absl::StatusOr<int32_t> Number(const absl::StatusOr<Reply>& reply) {
  if (!reply.ok()) return reply.status();
  return reply->n1();
}

}  // namespace

absl::StatusOr<int32_t> CalculatorContract::Add(int32_t n1, int32_t n2) {
  return Number(Call(*stub_, &Stub::Add, n1, n2));
}

absl::StatusOr<int32_t> CalculatorContract::Subtract(int32_t n1, int32_t n2) {
  return Number(Call(*stub_, &Stub::Substract, n1, n2));
}

absl::StatusOr<int32_t> CalculatorContract::Multiply(int32_t n1, int32_t n2) {
  return Number(Call(*stub_, &Stub::Multiply, n1, n2));
}

absl::StatusOr<float> CalculatorContract::Divide(int32_t n1, int32_t n2) {
  const absl::StatusOr<calc::DivideReply> reply = Call(*stub_, &Stub::Divide, n1, n2);
  if (!reply.ok()) return reply.status();
  return reply->f1();
}

namespace {

BEHAVIOUR(CalculatorContract, AddsTwoNumbers, kRequired, "Add gives the sum", kUnaryMethod) {
  EXPECT_THAT(Add(20, 10), IsOkAndHolds(30));
}

BEHAVIOUR(CalculatorContract, SubtractsTheSecondFromTheFirst, kRequired,
          "Substract takes the second number from the first", kUnaryMethod) {
  EXPECT_THAT(Subtract(10, 20), IsOkAndHolds(-10));
}

BEHAVIOUR(CalculatorContract, MultipliesTwoNumbers, kRequired, "Multiply gives the product",
          kUnaryMethod) {
  EXPECT_THAT(Multiply(-20, 10), IsOkAndHolds(-200));
}

BEHAVIOUR(CalculatorContract, DividesIntoAFloat, kRequired,
          "Divide gives the quotient as a float: 7 / 2 is 3.5", kUnaryMethod) {
  EXPECT_THAT(Divide(7, 2), IsOkAndHolds(FloatEq(3.5F)));
}

BEHAVIOUR(CalculatorContract, ReadsUnsetNumbersAsZero, kRequired,
          "A number that is not set counts as 0", kUnaryMethod) {
  rpc::CallContext context(rpc::kDefaultTimeout);
  calc::AddReply reply;
  reply.set_n1(1);
  ASSERT_THAT(stub_->Add(&context, calc::AddRequest(), &reply), IsOk());
  EXPECT_THAT(reply.n1(), 0);
}

BEHAVIOUR(CalculatorContract, RefusesToDivideByZero, kExpected,
          "Divide by zero is INVALID_ARGUMENT", kStatusWithReason) {
  EXPECT_THAT(Divide(7, 0), StatusIs(absl::StatusCode::kInvalidArgument));
}

BEHAVIOUR(CalculatorContract, RefusesZeroDividedByZero, kExpected,
          "0 / 0, an empty DivideRequest, is INVALID_ARGUMENT", kStatusWithReason) {
  rpc::CallContext context(rpc::kDefaultTimeout);
  calc::DivideReply reply;
  EXPECT_THAT(stub_->Divide(&context, calc::DivideRequest(), &reply),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

BEHAVIOUR(CalculatorContract, DividesTheSmallestNumberByMinusOne, kExpected,
          "INT_MIN / -1 is 2147483648, which a float can hold", kTheTutorial) {
  EXPECT_THAT(Divide(kMin, -1), IsOkAndHolds(FloatEq(2147483648.0F)));
}

BEHAVIOUR(CalculatorContract, AddsUpToTheEdgesOfInt32, kExpected, "Add reaches INT_MAX and INT_MIN",
          kOutOfRange) {
  EXPECT_THAT(Add(kMax - 1, 1), IsOkAndHolds(kMax));
  EXPECT_THAT(Add(kMin + 1, -1), IsOkAndHolds(kMin));
}

BEHAVIOUR(CalculatorContract, RefusesASumThatDoesNotFit, kExpected,
          "A sum that does not fit an int32 is OUT_OF_RANGE", kOutOfRange) {
  EXPECT_THAT(Add(kMax, 1), StatusIs(absl::StatusCode::kOutOfRange));
  EXPECT_THAT(Add(kMin, -1), StatusIs(absl::StatusCode::kOutOfRange));
}

BEHAVIOUR(CalculatorContract, RefusesADifferenceThatDoesNotFit, kExpected,
          "A difference that does not fit an int32 is OUT_OF_RANGE", kOutOfRange) {
  EXPECT_THAT(Subtract(kMin, 1), StatusIs(absl::StatusCode::kOutOfRange));
  EXPECT_THAT(Subtract(0, kMin), StatusIs(absl::StatusCode::kOutOfRange));
}

BEHAVIOUR(CalculatorContract, RefusesAProductThatDoesNotFit, kExpected,
          "A product that does not fit an int32 is OUT_OF_RANGE", kOutOfRange) {
  EXPECT_THAT(Multiply(65536, 32768), StatusIs(absl::StatusCode::kOutOfRange));
  EXPECT_THAT(Multiply(kMin, -1), StatusIs(absl::StatusCode::kOutOfRange));
}

BEHAVIOUR(CalculatorContract, GoesOnAfterAFailedCall, kExpected,
          "A failed call does not affect the next one", kTheTutorial) {
  static_cast<void>(Divide(1, 0));
  EXPECT_THAT(Add(1, 1), IsOkAndHolds(2));
}

BEHAVIOUR(CalculatorContract, KeepsConcurrentCallsApart, kExpected,
          "8 concurrent callers each get their own sums", kTheThreeApis) {
  std::vector<std::jthread> callers;
  for (int32_t caller = 1; caller <= 8; ++caller) {
    callers.emplace_back([this, caller] {
      for (int32_t i = 0; i < 50 && !HasFailure(); ++i) {
        EXPECT_THAT(Add(1000 * caller, i), IsOkAndHolds(1000 * caller + i));
      }
    });
  }
}

}  // namespace
}  // namespace workbook::conformance::suites
