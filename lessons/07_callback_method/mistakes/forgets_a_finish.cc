// Finishes the good case only: the other caller waits until its deadline, and the server cannot
// stop.
#include "lesson.h"

namespace lesson {
namespace {

class Calculator final : public calc::Calculator::CallbackService {
  // On one of gRPC's few threads, which it wants back soon: nothing in here may block.
  grpc::ServerUnaryReactor* Divide(grpc::CallbackServerContext* context,
                                   const calc::DivideRequest* request,
                                   calc::DivideReply* reply) override {
    // Lent by the context; gRPC looks after it.
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    if (request->n2() != 0) {
      reply->set_f1(static_cast<float>(static_cast<double>(request->n1()) / request->n2()));
      reactor->Finish(grpc::Status::OK);
    }
    return reactor;
  }
};

}  // namespace

std::unique_ptr<grpc::Service> MakeCalculator() { return std::make_unique<Calculator>(); }

}  // namespace lesson
