// Throws: gRPC catches it and answers UNKNOWN, and what the exception says is lost.
#include <stdexcept>

#include "lesson.h"

namespace lesson {
namespace {

class Calculator final : public calc::Calculator::Service {
  grpc::Status Divide(grpc::ServerContext* /*context*/, const calc::DivideRequest* request,
                      calc::DivideReply* reply) override {
    if (request->n2() == 0) throw std::invalid_argument("n2 is 0: nothing can be divided by it");
    reply->set_f1(static_cast<float>(static_cast<double>(request->n1()) / request->n2()));
    return grpc::Status::OK;
  }
};

}  // namespace

std::unique_ptr<grpc::Service> MakeCalculator() { return std::make_unique<Calculator>(); }

}  // namespace lesson
