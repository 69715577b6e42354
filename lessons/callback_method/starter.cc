// A callback method: the handler starts the answer and returns, and Finish ends the call.
#include <utility>

#include "lessons/callback_method/lesson.h"
#include "rpc/status.h"

namespace lesson {
namespace {

class Calculator final : public calc::Calculator::CallbackService {
 public:
  explicit Calculator(Divider divider) : divider_(std::move(divider)) {}

 private:
  // Runs on one of gRPC's few threads, so nothing in here may block.
  grpc::ServerUnaryReactor* Divide(grpc::CallbackServerContext* context,
                                   const calc::DivideRequest* /*request*/,
                                   calc::DivideReply* /*reply*/) override {
    // Part of the context: gRPC deletes it with the call, after Finish.
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    // TODO: refuse a division by zero here. For all others ask divider_, and finish the call when
    // it has answered.
    reactor->Finish({grpc::StatusCode::UNIMPLEMENTED, "Divide is not written yet"});
    return reactor;
  }

  const Divider divider_;
};

}  // namespace

std::unique_ptr<calc::Calculator::CallbackService> MakeCalculator(Divider divider) {
  return std::make_unique<Calculator>(std::move(divider));
}

}  // namespace lesson
