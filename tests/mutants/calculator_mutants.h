// A correct calculator, and for each behaviour of calc.Calculator a mutant that breaks it.
#pragma once

#include <grpcpp/grpcpp.h>

#include <cstdint>

#include "absl/status/statusor.h"
#include "calculator.grpc.pb.h"
#include "rpc/server.h"
#include "tests/mutants/mutant_cases.h"

namespace workbook::tests {

/// A mutant overrides one of the four operations.
class CorrectCalculator : public calc::Calculator::Service, public rpc::Servable {
 public:
  void Register(grpc::ServerBuilder& builder) override { builder.RegisterService(this); }

 protected:
  virtual absl::StatusOr<int32_t> Sum(int32_t n1, int32_t n2);
  virtual absl::StatusOr<int32_t> Difference(int32_t n1, int32_t n2);
  virtual absl::StatusOr<int32_t> Product(int32_t n1, int32_t n2);
  virtual absl::StatusOr<float> Quotient(int32_t n1, int32_t n2);

 private:
  grpc::Status Add(grpc::ServerContext* context, const calc::AddRequest* request,
                   calc::AddReply* reply) final;
  grpc::Status Substract(grpc::ServerContext* context, const calc::SubstractRequest* request,
                         calc::SubstractReply* reply) final;
  grpc::Status Multiply(grpc::ServerContext* context, const calc::MultiplyRequest* request,
                        calc::MultiplyReply* reply) final;
  grpc::Status Divide(grpc::ServerContext* context, const calc::DivideRequest* request,
                      calc::DivideReply* reply) final;
};

const MutantTable& CalculatorMutants();

}  // namespace workbook::tests
