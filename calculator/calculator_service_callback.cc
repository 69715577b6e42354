#include "calculator/calculator_service_callback.h"

#include "calculator/calculator.h"
#include "rpc/status.h"

namespace workbook::calculator {
namespace {

// A unary call that is answered at once uses the default reactor of its context.
grpc::ServerUnaryReactor* FinishAtOnce(grpc::CallbackServerContext* context,
                                       const grpc::Status& status) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(status);
  return reactor;
}

}  // namespace

grpc::ServerUnaryReactor* CallbackCalculatorService::Add(grpc::CallbackServerContext* context,
                                                         const calc::AddRequest* request,
                                                         calc::AddReply* reply) {
  return FinishAtOnce(context, rpc::Answer(calculator::Add(request->n1(), request->n2()),
                                           [reply](int32_t sum) { reply->set_n1(sum); }));
}

grpc::ServerUnaryReactor* CallbackCalculatorService::Substract(
    grpc::CallbackServerContext* context, const calc::SubstractRequest* request,
    calc::SubstractReply* reply) {
  return FinishAtOnce(context,
                      rpc::Answer(calculator::Subtract(request->n1(), request->n2()),
                                  [reply](int32_t difference) { reply->set_n1(difference); }));
}

grpc::ServerUnaryReactor* CallbackCalculatorService::Multiply(grpc::CallbackServerContext* context,
                                                              const calc::MultiplyRequest* request,
                                                              calc::MultiplyReply* reply) {
  return FinishAtOnce(context, rpc::Answer(calculator::Multiply(request->n1(), request->n2()),
                                           [reply](int32_t product) { reply->set_n1(product); }));
}

grpc::ServerUnaryReactor* CallbackCalculatorService::Divide(grpc::CallbackServerContext* context,
                                                            const calc::DivideRequest* request,
                                                            calc::DivideReply* reply) {
  return FinishAtOnce(context, rpc::Answer(calculator::Divide(request->n1(), request->n2()),
                                           [reply](float quotient) { reply->set_f1(quotient); }));
}

}  // namespace workbook::calculator
