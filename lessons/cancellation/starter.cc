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
  grpc::Status Multiply(grpc::ServerContext* context, const calc::MultiplyRequest* request,
                        calc::MultiplyReply* reply) override {
    int32_t product = 0;
    for (int32_t done = 0; done < request->n2(); ++done) {
      // TODO: if the call was cancelled, take no further step: return CANCELLED.
      step_(*context);
      product += request->n1();
    }
    reply->set_n1(product);
    return grpc::Status::OK;
  }

  const Step step_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeCalculator(Step step) {
  return std::make_unique<Calculator>(std::move(step));
}

}  // namespace lesson
