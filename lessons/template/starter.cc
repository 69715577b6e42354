// TITLE: one sentence that says what this lesson teaches.
#include "lessons/TOPIC/lesson.h"

namespace lesson {
namespace {

class Calculator final : public calc::Calculator::Service {
  grpc::Status Add(grpc::ServerContext* /*context*/, const calc::AddRequest* /*request*/,
                   calc::AddReply* /*reply*/) override {
    // TODO: put the sum of request->n1() and request->n2() into the reply, and return OK.
    return {grpc::StatusCode::UNIMPLEMENTED, "Add is not written yet"};
  }
};

}  // namespace

std::unique_ptr<grpc::Service> MakeCalculator() { return std::make_unique<Calculator>(); }

}  // namespace lesson
