// The calculator's service, callback API: gRPC calls each handler on one of its few threads, the
// handler must not block, and the reactor's Finish ends the call, at once or later.
#pragma once

#include "calculator.grpc.pb.h"

namespace workbook::calculator {

class CallbackCalculatorService final : public calc::Calculator::CallbackService {
 public:
  grpc::ServerUnaryReactor* Add(grpc::CallbackServerContext* context,
                                const calc::AddRequest* request, calc::AddReply* reply) override;
  grpc::ServerUnaryReactor* Substract(grpc::CallbackServerContext* context,
                                      const calc::SubstractRequest* request,
                                      calc::SubstractReply* reply) override;
  grpc::ServerUnaryReactor* Multiply(grpc::CallbackServerContext* context,
                                     const calc::MultiplyRequest* request,
                                     calc::MultiplyReply* reply) override;
  grpc::ServerUnaryReactor* Divide(grpc::CallbackServerContext* context,
                                   const calc::DivideRequest* request,
                                   calc::DivideReply* reply) override;
};

}  // namespace workbook::calculator
