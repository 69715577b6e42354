// Looks whether the caller is there before the call to the warehouse, and not while it lasts.
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
    if (context->IsCancelled()) return grpc::Status::CANCELLED;
    const auto onward = std::make_unique<grpc::ClientContext>();
    return warehouse_->getOrder(onward.get(), *request, reply);
  }

  const std::unique_ptr<ecommerce::OrderManagement::Stub> warehouse_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeOrderDesk(const std::shared_ptr<grpc::Channel>& warehouse) {
  return std::make_unique<OrderDesk>(warehouse);
}

}  // namespace lesson
