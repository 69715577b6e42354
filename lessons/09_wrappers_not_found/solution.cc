// Lesson 09, wrappers and NOT_FOUND: a string comes in without a message of its own, and what is
// not there is said with a status.
#include <utility>

#include "lesson.h"

namespace lesson {
namespace {

class OrderDesk final : public ecommerce::OrderManagement::Service {
 public:
  explicit OrderDesk(Orders orders) : orders_(std::move(orders)) {}

 private:
  // StringValue is a message of protobuf's own library, made of one string.
  grpc::Status getOrder(grpc::ServerContext* /*context*/,
                        const google::protobuf::StringValue* request,
                        ecommerce::Order* reply) override {
    const std::string& id = request->value();  // empty when the client set none
    if (id.empty()) return {grpc::StatusCode::INVALID_ARGUMENT, "the id is empty"};
    const auto order = orders_.find(id);
    if (order == orders_.end()) {
      return {grpc::StatusCode::NOT_FOUND, "there is no order \"" + id + "\""};
    }
    *reply = order->second;
    return grpc::Status::OK;
  }

  const Orders orders_;  // never changes, so that any number of calls may read it at once
};

}  // namespace

std::unique_ptr<grpc::Service> MakeOrderDesk(Orders orders) {
  return std::make_unique<OrderDesk>(std::move(orders));
}

}  // namespace lesson
