// Lesson 01 holds when a client gets its sums.
#include "lessons/check/check.h"

#include <cstdint>

#include "lesson.h"
#include "lessons/check/served.h"
#include "rpc/channel.h"

namespace {

using workbook::testing::Gives;

class Client {
 public:
  absl::StatusOr<int32_t> Add(int32_t n1, int32_t n2) {
    workbook::rpc::CallContext context(workbook::rpc::kDefaultTimeout);
    calc::AddRequest request;
    request.set_n1(n1);
    request.set_n2(n2);
    calc::AddReply reply;
    const grpc::Status status = stub_->Add(&context, request, &reply);
    if (!status.ok()) return workbook::rpc::FromGrpcStatus(status);
    return reply.n1();
  }

 private:
  workbook::check::Served served_{lesson::MakeCalculator()};
  std::unique_ptr<calc::Calculator::Stub> stub_ = calc::Calculator::NewStub(served_.channel());
};

HOLDS(AnswersWithTheSum, "Add(20, 10) answers 30", "Add(") {
  EXPECT_THAT(Client().Add(20, 10), Gives(30));
}

HOLDS(CountsNegativeNumbers, "Add(-5, 3) answers -2", "Add(") {
  EXPECT_THAT(Client().Add(-5, 3), Gives(-2));
}

HOLDS(AnswersEachCallAnew, "A second call gets a sum of its own", "Add(") {
  Client client;
  static_cast<void>(client.Add(1, 2));
  EXPECT_THAT(client.Add(3, 4), Gives(7));
}

}  // namespace
