// calc.Calculator as a black-box suite: instantiate CalculatorContract with the servers to judge.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "calculator.grpc.pb.h"
#include "conformance/behaviour.h"
#include "conformance/subject.h"

namespace workbook::conformance::suites {

class CalculatorContract : public ::testing::TestWithParam<Subject> {
 protected:
  CalculatorContract()
      : endpoint_(GetParam().start()), stub_(calc::Calculator::NewStub(endpoint_->channel())) {}

  // The four calls: the result, or the status of the failure.
  absl::StatusOr<int32_t> Add(int32_t n1, int32_t n2);
  absl::StatusOr<int32_t> Subtract(int32_t n1, int32_t n2);
  absl::StatusOr<int32_t> Multiply(int32_t n1, int32_t n2);
  absl::StatusOr<float> Divide(int32_t n1, int32_t n2);

  const std::unique_ptr<Endpoint> endpoint_;
  const std::unique_ptr<calc::Calculator::Stub> stub_;
};

}  // namespace workbook::conformance::suites
