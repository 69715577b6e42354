// Cancellation: a handler that works for long asks whether its caller still waits.
#include <cstdint>
#include <utility>

#include "lessons/cancellation/lesson.h"

namespace lesson {
namespace {

class Calculator final : public calc::Calculator::Service {
 public:
  explicit Calculator(Step step) : step_(std::move(step)) {}

 private:
  // Runs on a thread of its own. Nothing interrupts the thread, not even the end of the call.
  grpc::Status Multiply(grpc::ServerContext* /*context*/, const calc::MultiplyRequest* /*request*/,
                        calc::MultiplyReply* /*reply*/) override {
    // TODO: take n2 steps, each a call of step_(*context), and add n1 to the product after each. If
    // the call is cancelled meanwhile, take no further step: return CANCELLED.
    return {grpc::StatusCode::UNIMPLEMENTED, "Multiply is not written yet"};
  }

  const Step step_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeCalculator(Step step) {
  return std::make_unique<Calculator>(std::move(step));
}

}  // namespace lesson
