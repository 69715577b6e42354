// A callback method: the handler returns at once, and Finish ends the call.
#include "lessons/callback_method/lesson.h"

namespace lesson {
namespace {

class Calculator final : public calc::Calculator::CallbackService {
  // Runs on one of gRPC's few threads, so nothing in here may block.
  grpc::ServerUnaryReactor* Divide(grpc::CallbackServerContext* context,
                                   const calc::DivideRequest* /*request*/,
                                   calc::DivideReply* /*reply*/) override {
    // Part of the context: gRPC deletes it with the call.
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    // TODO: answer as in status_with_reason: the quotient, or INVALID_ARGUMENT with a message about
    // n2.
    reactor->Finish({grpc::StatusCode::UNIMPLEMENTED, "Divide is not written yet"});
    return reactor;
  }
};

}  // namespace

std::unique_ptr<grpc::Service> MakeCalculator() { return std::make_unique<Calculator>(); }

}  // namespace lesson
