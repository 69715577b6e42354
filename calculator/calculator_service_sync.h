// The calculator's service, synchronous API: gRPC calls each handler on a thread of its own pool,
// and the handler's return ends the call.
#pragma once

#include "calculator.grpc.pb.h"

namespace workbook::calculator {

class SyncCalculatorService final : public calc::Calculator::Service {
 public:
  grpc::Status Add(grpc::ServerContext* context, const calc::AddRequest* request,
                   calc::AddReply* reply) override;
  grpc::Status Substract(grpc::ServerContext* context, const calc::SubstractRequest* request,
                         calc::SubstractReply* reply) override;
  grpc::Status Multiply(grpc::ServerContext* context, const calc::MultiplyRequest* request,
                        calc::MultiplyReply* reply) override;
  grpc::Status Divide(grpc::ServerContext* context, const calc::DivideRequest* request,
                      calc::DivideReply* reply) override;
};

}  // namespace workbook::calculator
