// Has one code for two cases: a caller with an empty id is told to look elsewhere, not to mend its
// call.
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
    const auto order = orders_.find(request->value());
    if (order == orders_.end()) {
      return {grpc::StatusCode::NOT_FOUND, "there is no order \"" + request->value() + "\""};
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
