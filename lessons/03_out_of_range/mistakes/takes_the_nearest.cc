// Answers with the nearest number that fits: a wrong result that says it is right.
#include <algorithm>
#include <cstdint>
#include <limits>

#include "lesson.h"

namespace lesson {
namespace {

class Calculator final : public calc::Calculator::Service {
  grpc::Status Multiply(grpc::ServerContext* /*context*/, const calc::MultiplyRequest* request,
                        calc::MultiplyReply* reply) override {
    const int64_t product = int64_t{request->n1()} * request->n2();
    reply->set_n1(static_cast<int32_t>(std::clamp<int64_t>(
        product, std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max())));
    return grpc::Status::OK;
  }
};

}  // namespace

std::unique_ptr<grpc::Service> MakeCalculator() { return std::make_unique<Calculator>(); }

}  // namespace lesson
