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
  // TODO: if the call failed, return its code and message as an absl::Status.
  stub.Add(&context, request, &reply);
  return reply.n1();
}

}  // namespace lesson
