// Passes when a client gets the sums that it asks for.
#include "lessons/check/check.h"

#include <cstdint>

#include "lessons/check/named_number.h"
#include "lessons/check/test_server.h"
#include "lessons/unary_method/lesson.h"
#include "rpc/channel.h"

namespace {

using workbook::conformance::IsOkAndHolds;
using workbook::lessons::check::Lesson;
using Number = workbook::lessons::check::NamedNumber<int32_t>;

Number Sum(int32_t sum) { return {"sum", sum}; }

class Client {
 public:
  absl::StatusOr<Number> Add(int32_t n1, int32_t n2) {
    workbook::rpc::CallContext context(workbook::rpc::kDefaultTimeout);
    calc::AddRequest request;
    request.set_n1(n1);
    request.set_n2(n2);
    calc::AddReply reply;
    const grpc::Status status = stub_->Add(&context, request, &reply);
    if (!status.ok()) return workbook::rpc::FromGrpcStatus(status);
    return Sum(reply.n1());
  }

 private:
  workbook::lessons::check::TestServer server_{lesson::MakeCalculator()};
  std::unique_ptr<calc::Calculator::Stub> stub_ = calc::Calculator::NewStub(server_.channel());
};

BEHAVIOUR(Lesson, AnswersWithTheSum, "Add(20, 10) answers 30", "Add(") {
  EXPECT_THAT(Client().Add(20, 10), IsOkAndHolds(Sum(30)));
}

BEHAVIOUR(Lesson, CountsNegativeNumbers, "Add(-5, 3) answers -2", "Add(") {
  EXPECT_THAT(Client().Add(-5, 3), IsOkAndHolds(Sum(-2)));
}

BEHAVIOUR(Lesson, AnswersEachCallSeparately, "A second call gets a sum of its own", "Add(") {
  Client client;
  static_cast<void>(client.Add(1, 2));
  EXPECT_THAT(client.Add(3, 4), IsOkAndHolds(Sum(7)));
}

}  // namespace
