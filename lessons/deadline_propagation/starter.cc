// Deadline propagation: a call that serves another call ends with it.
#include "lessons/deadline_propagation/lesson.h"

namespace lesson {
namespace {

// A server to its callers, and a client of the warehouse.
class OrderDesk final : public ecommerce::OrderManagement::Service {
 public:
  explicit OrderDesk(const std::shared_ptr<grpc::Channel>& warehouse)
      : warehouse_(ecommerce::OrderManagement::NewStub(warehouse)) {}

 private:
  grpc::Status getOrder(grpc::ServerContext* /*context*/,
                        const google::protobuf::StringValue* request,
                        ecommerce::Order* reply) override {
    // TODO: let the call to the warehouse end when the caller's own call ends.
    const auto warehouse_context = std::make_unique<grpc::ClientContext>();
    return warehouse_->getOrder(warehouse_context.get(), *request, reply);
  }

  const std::unique_ptr<ecommerce::OrderManagement::Stub> warehouse_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeOrderDesk(const std::shared_ptr<grpc::Channel>& warehouse) {
  return std::make_unique<OrderDesk>(warehouse);
}

}  // namespace lesson
