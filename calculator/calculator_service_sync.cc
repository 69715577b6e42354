#include "calculator/calculator_service_sync.h"

#include "calculator/calculator.h"
#include "rpc/status.h"

namespace workbook::calculator {

grpc::Status SyncCalculatorService::Add(grpc::ServerContext* /*context*/,
                                        const calc::AddRequest* request, calc::AddReply* reply) {
  return rpc::Answer(calculator::Add(request->n1(), request->n2()),
                     [reply](int32_t sum) { reply->set_n1(sum); });
}

grpc::Status SyncCalculatorService::Substract(grpc::ServerContext* /*context*/,
                                              const calc::SubstractRequest* request,
                                              calc::SubstractReply* reply) {
  return rpc::Answer(calculator::Subtract(request->n1(), request->n2()),
                     [reply](int32_t difference) { reply->set_n1(difference); });
}

grpc::Status SyncCalculatorService::Multiply(grpc::ServerContext* /*context*/,
                                             const calc::MultiplyRequest* request,
                                             calc::MultiplyReply* reply) {
  return rpc::Answer(calculator::Multiply(request->n1(), request->n2()),
                     [reply](int32_t product) { reply->set_n1(product); });
}

grpc::Status SyncCalculatorService::Divide(grpc::ServerContext* /*context*/,
                                           const calc::DivideRequest* request,
                                           calc::DivideReply* reply) {
  return rpc::Answer(calculator::Divide(request->n1(), request->n2()),
                     [reply](float quotient) { reply->set_f1(quotient); });
}

}  // namespace workbook::calculator
