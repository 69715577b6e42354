// Lesson 07, a callback method: the handler returns at once, and Finish ends the call.
#include "lesson.h"

namespace lesson {
namespace {

class Calculator final : public calc::Calculator::CallbackService {
  // On one of gRPC's few threads, which it wants back soon: nothing in here may block.
  grpc::ServerUnaryReactor* Divide(grpc::CallbackServerContext* context,
                                   const calc::DivideRequest* /*request*/,
                                   calc::DivideReply* /*reply*/) override {
    // Lent by the context; gRPC looks after it.
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    // TODO: answer as in lesson 02: the quotient, or INVALID_ARGUMENT with a message on n2.
    reactor->Finish({grpc::StatusCode::UNIMPLEMENTED, "Divide is not written yet"});
    return reactor;
  }
};

}  // namespace

std::unique_ptr<grpc::Service> MakeCalculator() { return std::make_unique<Calculator>(); }

}  // namespace lesson
