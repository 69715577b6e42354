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
                        const google::protobuf::StringValue* /*request*/,
                        ecommerce::Order* /*reply*/) override {
    // TODO: answer with the order whose id the request holds. Refuse an empty id with
    // INVALID_ARGUMENT, and an unknown id with NOT_FOUND and a message that names it.
    return {grpc::StatusCode::UNIMPLEMENTED, "getOrder is not written yet"};
  }

  const Orders orders_;  // never changes, so concurrent calls may read it
};

}  // namespace

std::unique_ptr<grpc::Service> MakeOrderDesk(Orders orders) {
  return std::make_unique<OrderDesk>(std::move(orders));
}

}  // namespace lesson
