// Copies the deadline and no more: when the caller hangs up, the warehouse works on for nobody.
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
    const auto onward = std::make_unique<grpc::ClientContext>();
    onward->set_deadline(context->raw_deadline());
    return warehouse_->getOrder(onward.get(), *request, reply);
  }

  const std::unique_ptr<ecommerce::OrderManagement::Stub> warehouse_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeOrderDesk(const std::shared_ptr<grpc::Channel>& warehouse) {
  return std::make_unique<OrderDesk>(warehouse);
}

}  // namespace lesson
