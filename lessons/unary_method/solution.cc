// A unary method: the client sends one request and gets one reply.
#include "lessons/unary_method/lesson.h"

namespace lesson {
namespace {

class Calculator final : public calc::Calculator::Service {
  // gRPC calls this for every Add, on a thread of its own, and sends `reply` when it returns OK.
  grpc::Status Add(grpc::ServerContext* /*context*/, const calc::AddRequest* request,
                   calc::AddReply* reply) override {
    reply->set_n1(request->n1() + request->n2());
    return grpc::Status::OK;
  }
};

}  // namespace

std::unique_ptr<grpc::Service> MakeCalculator() { return std::make_unique<Calculator>(); }

}  // namespace lesson
