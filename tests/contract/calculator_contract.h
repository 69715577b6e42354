// The contract of calc.Calculator as a black-box suite: instantiate CalculatorContract with the
// servers to judge.
#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "calculator.grpc.pb.h"
#include "contract/behaviour.h"
#include "support/subject.h"

namespace workbook::testing {

class CalculatorContract : public ::testing::TestWithParam<Subject> {
 protected:
  CalculatorContract()
      : endpoint_(GetParam().start()), stub_(calc::Calculator::NewStub(endpoint_->channel())) {}

  const std::unique_ptr<Endpoint> endpoint_;
  const std::unique_ptr<calc::Calculator::Stub> stub_;
};

}  // namespace workbook::testing
