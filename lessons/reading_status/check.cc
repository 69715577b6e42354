// Passes when the caller of Add can tell a sum from an error, and one error from another.
#include "lessons/check/check.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "calculator/calculator_service_sync.h"
#include "lessons/check/finding.h"
#include "lessons/check/named_number.h"
#include "lessons/check/test_server.h"
#include "lessons/reading_status/lesson.h"
#include "rpc/channel.h"

#define lesson own  // the learner's own code of unary_method, with names of its own
#include "lessons/unary_method/lesson.h"
#undef lesson

namespace {

using ::testing::HasSubstr;
using workbook::conformance::IsOkAndHolds;
using workbook::conformance::StatusIs;
using workbook::lessons::check::Finding;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::Says;
using Number = workbook::lessons::check::NamedNumber<int32_t>;

Number Sum(int32_t sum) { return {"sum", sum}; }

// What Add returns when `service` is the server.
absl::StatusOr<Number> AddOn(std::unique_ptr<grpc::Service> service, int32_t n1, int32_t n2) {
  const workbook::lessons::check::TestServer server(std::move(service));
  const auto stub = calc::Calculator::NewStub(server.channel());
  return workbook::lessons::check::Named("sum", lesson::Add(*stub, n1, n2));
}

// The same with the calculator of this repository.
absl::StatusOr<Number> AddOnCalculator(int32_t n1, int32_t n2) {
  return AddOn(std::make_unique<workbook::calculator::SyncCalculatorService>(), n1, n2);
}

// Ends every Add with the same status, and counts them.
class FailingCalculator final : public calc::Calculator::Service {
 public:
  FailingCalculator(grpc::Status status, std::atomic<int>& calls)
      : status_(std::move(status)), calls_(calls) {}

 private:
  grpc::Status Add(grpc::ServerContext* /*context*/, const calc::AddRequest* /*request*/,
                   calc::AddReply* /*reply*/) override {
    ++calls_;
    return status_;
  }

  const grpc::Status status_;
  std::atomic<int>& calls_;
};

absl::StatusOr<Number> AddThatFails(absl::StatusCode code, const std::string& message,
                                    std::atomic<int>& calls) {
  return AddOn(std::make_unique<FailingCalculator>(
                   grpc::Status(static_cast<grpc::StatusCode>(code), message), calls),
               20, 10);
}

BEHAVIOUR(Lesson, GivesTheSum, "A call that went well gives the sum", "reply.n1()") {
  EXPECT_THAT(AddOnCalculator(20, 10), IsOkAndHolds(Sum(30)));
}

BEHAVIOUR(Lesson, GivesASumOfZero, "0 is a sum, and so is -2", "reply.n1()") {
  EXPECT_THAT(AddOnCalculator(-1, 1), IsOkAndHolds(Sum(0)));
  EXPECT_THAT(AddOnCalculator(-3, 1), IsOkAndHolds(Sum(-2)));
}

BEHAVIOUR(Lesson, GivesTheServersReason, "A refused call gives the server's code and message",
          "stub.Add(") {
  EXPECT_THAT(AddOnCalculator(2147483647, 1),
              StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("2147483648 does not fit int32")));
  EXPECT_THAT(AddOnCalculator(-2147483647, -2),
              StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("-2147483649 does not fit int32")));
}

// "15 of 16 codes arrive; CANCELLED arrives as UNKNOWN: the disk is full": with the first that
// does not.
Finding CodesThatArrive() {
  constexpr int kCodes = static_cast<int>(absl::StatusCode::kUnauthenticated);
  int arrived = 0;
  std::string first;
  std::atomic<int> calls = 0;
  for (int i = 1; i <= kCodes; ++i) {
    const auto code = static_cast<absl::StatusCode>(i);
    const absl::StatusOr<Number> result = AddThatFails(code, "the disk is full", calls);
    if (result.status().code() == code) {
      ++arrived;
    } else if (first.empty()) {
      first = absl::StrCat("; ", absl::StatusCodeToString(code), " arrives as ",
                           ::testing::PrintToString(result));
    }
  }
  // Whether to try again is for the caller to decide.
  const std::string more =
      calls > kCodes ? absl::StrCat("; ", kCodes, " calls became ", calls.load()) : "";
  return {absl::StrCat(arrived, " of ", kCodes, " codes arrive", first, more)};
}

BEHAVIOUR(Lesson, KeepsEveryCode, "Each of the 16 error codes reaches the caller as it is",
          "stub.Add(") {
  EXPECT_THAT(CodesThatArrive(), Says("16 of 16 codes arrive"));
}

BEHAVIOUR(Lesson, NeedsNoMessage, "An error without a message is an error, too", "stub.Add(") {
  std::atomic<int> calls = 0;
  EXPECT_THAT(AddThatFails(absl::StatusCode::kPermissionDenied, "", calls),
              StatusIs(absl::StatusCode::kPermissionDenied));
}

BEHAVIOUR(Lesson, ReportsThatThereIsNoServer,
          "A call to a server that is not there gives UNAVAILABLE", "stub.Add(") {
  const auto stub = calc::Calculator::NewStub(
      grpc::CreateChannel("unix:/no/server/here", grpc::InsecureChannelCredentials()));
  EXPECT_THAT(workbook::lessons::check::Named("sum", lesson::Add(*stub, 20, 10)),
              StatusIs(absl::StatusCode::kUnavailable));
}

// Whether the learner's own server adds for a client that is right. If not, it is their code.
std::string Describe(std::unique_ptr<grpc::Service> service) {
  const workbook::lessons::check::TestServer server(std::move(service));
  workbook::rpc::CallContext context(workbook::rpc::kDefaultTimeout);
  calc::AddRequest request;
  request.set_n1(1);
  request.set_n2(2);
  calc::AddReply reply;
  const grpc::Status status =
      calc::Calculator::NewStub(server.channel())->Add(&context, request, &reply);
  return status.ok() && reply.n1() == 3 ? "your own unary_method adds"
                                        : "your own unary_method does not answer Add(1, 2) with 3";
}

BEHAVIOUR(Lesson, CallsYourOwnMethod, "It calls the method that you wrote in unary_method",
          "stub.Add(") {
  ASSERT_THAT(Finding{Describe(own::MakeCalculator())}, Says("your own unary_method adds"));
  EXPECT_THAT(AddOn(own::MakeCalculator(), 20, 10), IsOkAndHolds(Sum(30)));
  EXPECT_THAT(AddOn(own::MakeCalculator(), -3, 1), IsOkAndHolds(Sum(-2)));
}

}  // namespace
