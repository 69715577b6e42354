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
                                   const calc::DivideRequest* request,
                                   calc::DivideReply* reply) override {
    // Part of the context: gRPC deletes it with the call, after Finish.
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    if (request->n2() == 0) {
      reactor->Finish(
          {grpc::StatusCode::INVALID_ARGUMENT, "n2 is 0: nothing can be divided by it"});
      return reactor;
    }
    divider_(request->n1(), request->n2(), [reactor, reply](absl::StatusOr<float> quotient) {
      if (quotient.ok()) reply->set_f1(*quotient);
      reactor->Finish(workbook::rpc::ToGrpcStatus(quotient.status()));
    });
    return reactor;  // most calls are not finished yet
  }

  const Divider divider_;
};

}  // namespace

std::unique_ptr<calc::Calculator::CallbackService> MakeCalculator(Divider divider) {
  return std::make_unique<Calculator>(std::move(divider));
}

}  // namespace lesson
