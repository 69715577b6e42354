// TITLE: one sentence that says what this lesson teaches.
#include "lessons/TOPIC/lesson.h"

namespace lesson {
namespace {

class Calculator final : public calc::Calculator::Service {
  grpc::Status Add(grpc::ServerContext* /*context*/, const calc::AddRequest* request,
                   calc::AddReply* reply) override {
    reply->set_n1(request->n1() + request->n2());
    return grpc::Status::OK;
  }
};

}  // namespace

std::unique_ptr<grpc::Service> MakeCalculator() { return std::make_unique<Calculator>(); }

}  // namespace lesson
