#include "calculator/calculator_client.h"

#include "rpc/status.h"

namespace workbook::calculator {
namespace {

template <typename Request>
Request Operands(int32_t n1, int32_t n2) {
  Request request;
  request.set_n1(n1);
  request.set_n2(n2);
  return request;
}

}  // namespace

absl::StatusOr<int32_t> CalculatorClient::Add(int32_t n1, int32_t n2) {
  rpc::CallContext context(timeout_);
  calc::AddReply reply;
  const grpc::Status status = stub_->Add(&context, Operands<calc::AddRequest>(n1, n2), &reply);
  if (!status.ok()) return rpc::FromGrpcStatus(status);
  return reply.n1();
}

absl::StatusOr<int32_t> CalculatorClient::Subtract(int32_t n1, int32_t n2) {
  rpc::CallContext context(timeout_);
  calc::SubstractReply reply;
  const grpc::Status status =
      stub_->Substract(&context, Operands<calc::SubstractRequest>(n1, n2), &reply);
  if (!status.ok()) return rpc::FromGrpcStatus(status);
  return reply.n1();
}

absl::StatusOr<int32_t> CalculatorClient::Multiply(int32_t n1, int32_t n2) {
  rpc::CallContext context(timeout_);
  calc::MultiplyReply reply;
  const grpc::Status status =
      stub_->Multiply(&context, Operands<calc::MultiplyRequest>(n1, n2), &reply);
  if (!status.ok()) return rpc::FromGrpcStatus(status);
  return reply.n1();
}

absl::StatusOr<float> CalculatorClient::Divide(int32_t n1, int32_t n2) {
  rpc::CallContext context(timeout_);
  calc::DivideReply reply;
  const grpc::Status status =
      stub_->Divide(&context, Operands<calc::DivideRequest>(n1, n2), &reply);
  if (!status.ok()) return rpc::FromGrpcStatus(status);
  return reply.f1();
}

}  // namespace workbook::calculator
