// Lesson 04 holds when the caller of Add can tell a sum from an error, and one error from another.
#include "lessons/check/check.h"

#include "calculator/calculator_service_sync.h"
#include "lesson.h"
#include "lessons/check/served.h"

namespace {

using ::testing::HasSubstr;
using workbook::testing::Gives;
using workbook::testing::HasCode;
using workbook::testing::StatusIs;

// What Add returns beside the calculator of this repository.
absl::StatusOr<int32_t> AddHere(int32_t n1, int32_t n2) {
  const workbook::check::Served served(
      std::make_unique<workbook::calculator::SyncCalculatorService>());
  const auto stub = calc::Calculator::NewStub(served.channel());
  return lesson::Add(*stub, n1, n2);
}

HOLDS(GivesTheSum, "A call that went well gives the sum", "reply.n1()") {
  EXPECT_THAT(AddHere(20, 10), Gives(30));
}

HOLDS(GivesASumOfZero, "A sum of 0 is a sum", "reply.n1()") {
  EXPECT_THAT(AddHere(-1, 1), Gives(0));
}

HOLDS(GivesTheServersReason, "A refused call gives the server's code and message", "stub.Add(") {
  EXPECT_THAT(AddHere(2147483647, 1),
              StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("does not fit int32")));
}

HOLDS(TellsThatNobodyAnswers, "A call to a server that is not there gives UNAVAILABLE",
      "stub.Add(") {
  const auto stub = calc::Calculator::NewStub(
      grpc::CreateChannel("unix:/nobody/listens/here", grpc::InsecureChannelCredentials()));
  EXPECT_THAT(lesson::Add(*stub, 20, 10), HasCode(absl::StatusCode::kUnavailable));
}

}  // namespace
