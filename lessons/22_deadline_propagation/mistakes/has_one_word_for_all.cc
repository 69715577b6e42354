// Says INTERNAL whatever the warehouse said: the caller does not learn that there is no such order.
#include "lesson.h"

namespace lesson {
namespace {

// A server to its callers, and a client of the warehouse.
class OrderDesk final : public ecommerce::OrderManagement::Service {
 public:
  explicit OrderDesk(const std::shared_ptr<grpc::Channel>& warehouse)
      : warehouse_(ecommerce::OrderManagement::NewStub(warehouse)) {}

 private:
  grpc::Status getOrder(grpc::ServerContext* context, const google::protobuf::StringValue* request,
                        ecommerce::Order* reply) override {
    const std::unique_ptr<grpc::ClientContext> onward =
        grpc::ClientContext::FromServerContext(*context);
    const grpc::Status status = warehouse_->getOrder(onward.get(), *request, reply);
    if (!status.ok()) return {grpc::StatusCode::INTERNAL, "the warehouse did not deliver"};
    return grpc::Status::OK;
  }

  const std::unique_ptr<ecommerce::OrderManagement::Stub> warehouse_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeOrderDesk(const std::shared_ptr<grpc::Channel>& warehouse) {
  return std::make_unique<OrderDesk>(warehouse);
}

}  // namespace lesson
