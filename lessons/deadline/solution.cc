// A deadline: the client sets the time by which it wants the answer.
#include "lessons/deadline/lesson.h"
#include "rpc/status.h"

namespace lesson {

absl::StatusOr<int32_t> Add(calc::Calculator::Stub& stub, int32_t n1, int32_t n2,
                            std::chrono::milliseconds timeout) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + timeout);
  calc::AddRequest request;
  request.set_n1(n1);
  request.set_n2(n2);
  calc::AddReply reply;
  const grpc::Status status = stub.Add(&context, request, &reply);
  if (!status.ok()) return workbook::rpc::FromGrpcStatus(status);
  return reply.n1();
}

}  // namespace lesson
