// Takes the return for the end of the call, as it is in the synchronous API: nobody gets an answer.
#include "lesson.h"

namespace lesson {
namespace {

class Calculator final : public calc::Calculator::CallbackService {
  // On one of gRPC's few threads, which it wants back soon: nothing in here may block.
  grpc::ServerUnaryReactor* Divide(grpc::CallbackServerContext* context,
                                   const calc::DivideRequest* request,
                                   calc::DivideReply* reply) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    if (request->n2() != 0) {
      reply->set_f1(static_cast<float>(static_cast<double>(request->n1()) / request->n2()));
    }
    return reactor;
  }
};

}  // namespace

std::unique_ptr<grpc::Service> MakeCalculator() { return std::make_unique<Calculator>(); }

}  // namespace lesson
