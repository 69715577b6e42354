// OUT_OF_RANGE: valid numbers whose result does not fit the reply.
#include <cstdint>

#include "lessons/out_of_range/lesson.h"

namespace lesson {
namespace {

class Calculator final : public calc::Calculator::Service {
  grpc::Status Multiply(grpc::ServerContext* /*context*/, const calc::MultiplyRequest* request,
                        calc::MultiplyReply* reply) override {
    // The product of two int32 fits int64. In int32 it could overflow, which is undefined in C++.
    const int64_t product = int64_t{request->n1()} * request->n2();
    // TODO: refuse a product that does not fit int32, with a message that contains it.
    reply->set_n1(static_cast<int32_t>(product));
    return grpc::Status::OK;
  }
};

}  // namespace

std::unique_ptr<grpc::Service> MakeCalculator() { return std::make_unique<Calculator>(); }

}  // namespace lesson
