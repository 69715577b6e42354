// A callback method: the handler returns at once, and Finish ends the call.
#include "lessons/callback_method/lesson.h"

namespace lesson {
namespace {

class Calculator final : public calc::Calculator::CallbackService {
  // Runs on one of gRPC's few threads, so nothing in here may block.
  grpc::ServerUnaryReactor* Divide(grpc::CallbackServerContext* context,
                                   const calc::DivideRequest* request,
                                   calc::DivideReply* reply) override {
    // Part of the context: gRPC deletes it with the call.
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    if (request->n2() == 0) {
      reactor->Finish(
          {grpc::StatusCode::INVALID_ARGUMENT, "n2 is 0: nothing can be divided by it"});
      return reactor;
    }
    reply->set_f1(static_cast<float>(static_cast<double>(request->n1()) / request->n2()));
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

}  // namespace

std::unique_ptr<grpc::Service> MakeCalculator() { return std::make_unique<Calculator>(); }

}  // namespace lesson
