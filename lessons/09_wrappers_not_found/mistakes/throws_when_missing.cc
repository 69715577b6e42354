// Throws where the order is missing: gRPC catches it, and the caller is told UNKNOWN and nothing
// else.
#include <utility>

#include "lesson.h"

namespace lesson {
namespace {

class OrderDesk final : public ecommerce::OrderManagement::Service {
 public:
  explicit OrderDesk(Orders orders) : orders_(std::move(orders)) {}

 private:
  grpc::Status getOrder(grpc::ServerContext* /*context*/,
                        const google::protobuf::StringValue* request,
                        ecommerce::Order* reply) override {
    if (request->value().empty()) return {grpc::StatusCode::INVALID_ARGUMENT, "the id is empty"};
    *reply = orders_.at(request->value());
    return grpc::Status::OK;
  }

  const Orders orders_;  // never changes, so that any number of calls may read it at once
};

}  // namespace

std::unique_ptr<grpc::Service> MakeOrderDesk(Orders orders) {
  return std::make_unique<OrderDesk>(std::move(orders));
}

}  // namespace lesson
