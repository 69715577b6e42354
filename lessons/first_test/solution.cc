// A first test: a service is called in process, and its answers are compared.
#include <chrono>
#include <cstdint>
#include <memory>

#include "lessons/first_test/lesson.h"

namespace lesson {
namespace {

struct Answer {
  grpc::Status status;
  float quotient = 0;
};

Answer Divide(calc::Calculator::Stub& stub, int32_t n1, int32_t n2) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(5));
  calc::DivideRequest request;
  request.set_n1(n1);
  request.set_n2(n2);
  calc::DivideReply reply;
  const grpc::Status status = stub.Divide(&context, request, &reply);
  return {status, reply.f1()};
}

void ExpectQuotient(const Answer& answer, float quotient) {
  EXPECT_TRUE(answer.status.ok()) << answer.status.error_message();
  EXPECT_FLOAT_EQ(answer.quotient, quotient);
}

}  // namespace

void TestDivide(grpc::Service& service) {
  grpc::ServerBuilder builder;
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  const auto stub = calc::Calculator::NewStub(server->InProcessChannel(grpc::ChannelArguments()));

  ExpectQuotient(Divide(*stub, 7, 2), 3.5F);
  ExpectQuotient(Divide(*stub, -1, 4), -0.25F);
  EXPECT_EQ(Divide(*stub, 7, 0).status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

}  // namespace lesson
