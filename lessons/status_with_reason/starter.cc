// A status with a reason: a call that fails ends with a code and a message.
#include "lessons/status_with_reason/lesson.h"

namespace lesson {
namespace {

class Calculator final : public calc::Calculator::Service {
  grpc::Status Divide(grpc::ServerContext* /*context*/, const calc::DivideRequest* request,
                      calc::DivideReply* reply) override {
    // TODO: refuse to divide by zero, with the code for a request that is wrong whatever the
    // server's state, and a message that names the wrong field.
    // A double holds every int32 exactly; a float does not.
    reply->set_f1(static_cast<float>(static_cast<double>(request->n1()) / request->n2()));
    return grpc::Status::OK;
  }
};

}  // namespace

std::unique_ptr<grpc::Service> MakeCalculator() { return std::make_unique<Calculator>(); }

}  // namespace lesson
