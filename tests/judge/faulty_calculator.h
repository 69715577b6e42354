// A calculator that breaks just what it is told to, so that the judge can be judged.
#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <cstdint>
#include <string>
#include <utility>

#include "calculator.grpc.pb.h"

namespace workbook::testing {

/// Right in everything but the behaviour whose name it is given; right in everything without one.
class FaultyCalculator final : public calc::Calculator::Service {
 public:
  explicit FaultyCalculator(std::string broken) : broken_(std::move(broken)) {}

 private:
  grpc::Status Add(grpc::ServerContext* context, const calc::AddRequest* request,
                   calc::AddReply* reply) override;
  grpc::Status Substract(grpc::ServerContext* context, const calc::SubstractRequest* request,
                         calc::SubstractReply* reply) override;
  grpc::Status Multiply(grpc::ServerContext* context, const calc::MultiplyRequest* request,
                        calc::MultiplyReply* reply) override;
  grpc::Status Divide(grpc::ServerContext* context, const calc::DivideRequest* request,
                      calc::DivideReply* reply) override;

  bool Breaks(const char* behaviour) const { return broken_ == behaviour; }

  const std::string broken_;
  std::atomic<bool> failed_ = false;  // the last division did
  std::atomic<int32_t> last_ = 0;     // first operand of the last sum
};

}  // namespace workbook::testing
