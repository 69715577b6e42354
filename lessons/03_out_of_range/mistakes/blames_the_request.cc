// INVALID_ARGUMENT: says that the caller's numbers are malformed, and both of them are fine.
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
    if (product != static_cast<int32_t>(product)) {
      return {grpc::StatusCode::INVALID_ARGUMENT, std::to_string(product) + " does not fit int32"};
    }
    reply->set_n1(static_cast<int32_t>(product));
    return grpc::Status::OK;
  }
};

}  // namespace

std::unique_ptr<grpc::Service> MakeCalculator() { return std::make_unique<Calculator>(); }

}  // namespace lesson
