// Wrappers and NOT_FOUND: a request that is one string, and a status for an order that
// does not exist.
#include <utility>

#include "lessons/wrappers_not_found/lesson.h"

namespace lesson {
namespace {

class OrderDesk final : public ecommerce::OrderManagement::Service {
 public:
  explicit OrderDesk(Orders orders) : orders_(std::move(orders)) {}

 private:
  // StringValue is a message of protobuf's own library that holds one string.
  grpc::Status getOrder(grpc::ServerContext* /*context*/,
                        const google::protobuf::StringValue* request,
                        ecommerce::Order* reply) override {
    const std::string& id = request->value();  // empty when the client set none
    // TODO: refuse an empty id with INVALID_ARGUMENT, and an unknown id with NOT_FOUND and a
    // message that names it.
    const auto order = orders_.find(id);
    if (order != orders_.end()) *reply = order->second;
    return grpc::Status::OK;
  }

  const Orders orders_;  // never changes, so concurrent calls may read it
};

}  // namespace

std::unique_ptr<grpc::Service> MakeOrderDesk(Orders orders) {
  return std::make_unique<OrderDesk>(std::move(orders));
}

}  // namespace lesson
