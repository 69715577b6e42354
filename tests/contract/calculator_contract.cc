#include "contract/calculator_contract.h"

#include <cstdint>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "rpc/channel.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

using ::testing::FloatEq;

// Where the promises are taught.
constexpr char kTheContract[] = "docs/calculator.md#what-the-tutorial-taught";
constexpr char kTheThreeApis[] = "docs/calculator.md#the-three-apis-side-by-side";
constexpr char kTheTutorial[] = "docs/calculator.md#what-differs-from-the-tutorial-and-why";

constexpr int32_t kMax = std::numeric_limits<int32_t>::max();
constexpr int32_t kMin = std::numeric_limits<int32_t>::min();

template <typename Request>
Request Operands(int32_t n1, int32_t n2) {
  Request request;
  request.set_n1(n1);
  request.set_n2(n2);
  return request;
}

// Calls one method; `Reply` is its reply, the status ends up in `status`.
template <typename Request, typename Reply>
Reply Call(calc::Calculator::Stub& stub,
           grpc::Status (calc::Calculator::Stub::*method)(grpc::ClientContext*, const Request&,
                                                          Reply*),
           int32_t n1, int32_t n2, grpc::Status* status) {
  rpc::CallContext context(rpc::kDefaultTimeout);
  Reply reply;
  *status = (stub.*method)(&context, Operands<Request>(n1, n2), &reply);
  return reply;
}

BEHAVIOUR(CalculatorContract, AddsTwoNumbers, kRequired, "Add gives the sum", kTheContract) {
  grpc::Status status;
  EXPECT_THAT(Call(*stub_, &calc::Calculator::Stub::Add, 20, 10, &status).n1(), 30);
  EXPECT_THAT(status, IsOk());
}

BEHAVIOUR(CalculatorContract, SubtractsTheSecondFromTheFirst, kRequired,
          "Substract takes the second number from the first", kTheContract) {
  grpc::Status status;
  EXPECT_THAT(Call(*stub_, &calc::Calculator::Stub::Substract, 10, 20, &status).n1(), -10);
  EXPECT_THAT(status, IsOk());
}

BEHAVIOUR(CalculatorContract, MultipliesTwoNumbers, kRequired, "Multiply gives the product",
          kTheContract) {
  grpc::Status status;
  EXPECT_THAT(Call(*stub_, &calc::Calculator::Stub::Multiply, -20, 10, &status).n1(), -200);
  EXPECT_THAT(status, IsOk());
}

BEHAVIOUR(CalculatorContract, DividesIntoAFloat, kRequired,
          "Divide gives the quotient as a float: 7 / 2 is 3.5", kTheContract) {
  grpc::Status status;
  EXPECT_THAT(Call(*stub_, &calc::Calculator::Stub::Divide, 7, 2, &status).f1(), FloatEq(3.5F));
  EXPECT_THAT(status, IsOk());
}

BEHAVIOUR(CalculatorContract, ReadsUnsetNumbersAsZero, kRequired,
          "A number that is not set counts as 0", kTheContract) {
  rpc::CallContext context(rpc::kDefaultTimeout);
  calc::AddReply reply;
  reply.set_n1(1);
  EXPECT_THAT(stub_->Add(&context, calc::AddRequest(), &reply), IsOk());
  EXPECT_THAT(reply.n1(), 0);
}

BEHAVIOUR(CalculatorContract, RefusesToDivideByZero, kExpected,
          "Divide by zero is INVALID_ARGUMENT", kTheTutorial) {
  grpc::Status status;
  Call(*stub_, &calc::Calculator::Stub::Divide, 7, 0, &status);
  EXPECT_THAT(status, HasCode(absl::StatusCode::kInvalidArgument));
}

BEHAVIOUR(CalculatorContract, RefusesZeroDividedByZero, kExpected,
          "0 / 0, an empty DivideRequest, is INVALID_ARGUMENT", kTheTutorial) {
  rpc::CallContext context(rpc::kDefaultTimeout);
  calc::DivideReply reply;
  EXPECT_THAT(stub_->Divide(&context, calc::DivideRequest(), &reply),
              HasCode(absl::StatusCode::kInvalidArgument));
}

BEHAVIOUR(CalculatorContract, DividesTheSmallestNumberByMinusOne, kExpected,
          "INT_MIN / -1 is 2147483648, which a float can hold", kTheTutorial) {
  grpc::Status status;
  EXPECT_THAT(Call(*stub_, &calc::Calculator::Stub::Divide, kMin, -1, &status).f1(),
              FloatEq(2147483648.0F));
  EXPECT_THAT(status, IsOk());
}

BEHAVIOUR(CalculatorContract, AddsUpToTheEdgesOfInt32, kExpected, "Add reaches INT_MAX and INT_MIN",
          kTheTutorial) {
  grpc::Status status;
  EXPECT_THAT(Call(*stub_, &calc::Calculator::Stub::Add, kMax - 1, 1, &status).n1(), kMax);
  EXPECT_THAT(status, IsOk());
  EXPECT_THAT(Call(*stub_, &calc::Calculator::Stub::Add, kMin + 1, -1, &status).n1(), kMin);
  EXPECT_THAT(status, IsOk());
}

BEHAVIOUR(CalculatorContract, SaysThatASumDoesNotFit, kExpected,
          "A sum that does not fit an int32 is OUT_OF_RANGE", kTheTutorial) {
  grpc::Status status;
  Call(*stub_, &calc::Calculator::Stub::Add, kMax, 1, &status);
  EXPECT_THAT(status, HasCode(absl::StatusCode::kOutOfRange));
  Call(*stub_, &calc::Calculator::Stub::Add, kMin, -1, &status);
  EXPECT_THAT(status, HasCode(absl::StatusCode::kOutOfRange));
}

BEHAVIOUR(CalculatorContract, SaysThatADifferenceDoesNotFit, kExpected,
          "A difference that does not fit an int32 is OUT_OF_RANGE", kTheTutorial) {
  grpc::Status status;
  Call(*stub_, &calc::Calculator::Stub::Substract, kMin, 1, &status);
  EXPECT_THAT(status, HasCode(absl::StatusCode::kOutOfRange));
  Call(*stub_, &calc::Calculator::Stub::Substract, 0, kMin, &status);
  EXPECT_THAT(status, HasCode(absl::StatusCode::kOutOfRange));
}

BEHAVIOUR(CalculatorContract, SaysThatAProductDoesNotFit, kExpected,
          "A product that does not fit an int32 is OUT_OF_RANGE", kTheTutorial) {
  grpc::Status status;
  Call(*stub_, &calc::Calculator::Stub::Multiply, 65536, 32768, &status);
  EXPECT_THAT(status, HasCode(absl::StatusCode::kOutOfRange));
  Call(*stub_, &calc::Calculator::Stub::Multiply, kMin, -1, &status);
  EXPECT_THAT(status, HasCode(absl::StatusCode::kOutOfRange));
}

BEHAVIOUR(CalculatorContract, GoesOnAfterAFailedCall, kExpected,
          "A call that failed leaves the next one alone", kTheTutorial) {
  grpc::Status status;
  Call(*stub_, &calc::Calculator::Stub::Divide, 1, 0, &status);
  EXPECT_THAT(Call(*stub_, &calc::Calculator::Stub::Add, 1, 1, &status).n1(), 2);
  EXPECT_THAT(status, IsOk());
}

BEHAVIOUR(CalculatorContract, KeepsConcurrentCallsApart, kExpected,
          "8 callers at once each get their own sums", kTheThreeApis) {
  std::vector<std::thread> callers;
  for (int32_t caller = 0; caller < 8; ++caller) {
    callers.emplace_back([this, caller] {
      for (int32_t i = 0; i < 50; ++i) {
        grpc::Status status;
        EXPECT_THAT(Call(*stub_, &calc::Calculator::Stub::Add, caller * 1000, i, &status).n1(),
                    caller * 1000 + i);
        EXPECT_THAT(status, IsOk());
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
}

}  // namespace
}  // namespace workbook::testing
