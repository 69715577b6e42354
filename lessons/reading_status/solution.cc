// A client that reads a status: a call as a function that returns a value or an error.
#include <chrono>

#include "lessons/reading_status/lesson.h"

namespace lesson {

absl::StatusOr<int32_t> Add(calc::Calculator::Stub& stub, int32_t n1, int32_t n2) {
  grpc::ClientContext context;  // for one call: a second call needs another
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(5));
  calc::AddRequest request;
  request.set_n1(n1);
  request.set_n2(n2);
  calc::AddReply reply;
  const grpc::Status status = stub.Add(&context, request, &reply);
  if (!status.ok()) {
    // Both libraries use the same numbers for the codes.
    return absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  }
  return reply.n1();
}

}  // namespace lesson
