// The calculator's client: a call looks like a function that may fail.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "calculator.grpc.pb.h"
#include "rpc/channel.h"

namespace workbook::calculator {

/// Calls calc.Calculator. Each method returns the reply's value or the status of the call:
/// DEADLINE_EXCEEDED after `timeout`. Thread-safe.
class CalculatorClient {
 public:
  explicit CalculatorClient(const std::shared_ptr<grpc::Channel>& channel,
                            std::chrono::milliseconds timeout = rpc::kDefaultTimeout)
      : stub_(calc::Calculator::NewStub(channel)), timeout_(timeout) {}

  absl::StatusOr<int32_t> Add(int32_t n1, int32_t n2);
  absl::StatusOr<int32_t> Subtract(int32_t n1, int32_t n2);
  absl::StatusOr<int32_t> Multiply(int32_t n1, int32_t n2);
  absl::StatusOr<float> Divide(int32_t n1, int32_t n2);

 private:
  const std::unique_ptr<calc::Calculator::Stub> stub_;
  const std::chrono::milliseconds timeout_;
};

}  // namespace workbook::calculator
