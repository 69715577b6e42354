// Deadline propagation: a call that serves another call ends with it.
#include "lessons/deadline_propagation/lesson.h"

namespace lesson {
namespace {

// A server to its callers, and a client of the warehouse.
class OrderDesk final : public ecommerce::OrderManagement::Service {
 public:
  OrderDesk(const std::shared_ptr<grpc::Channel>& warehouse, std::chrono::seconds longest)
      : warehouse_(ecommerce::OrderManagement::NewStub(warehouse)), longest_(longest) {}

 private:
  grpc::Status getOrder(grpc::ServerContext* context, const google::protobuf::StringValue* request,
                        ecommerce::Order* reply) override {
    const auto warehouse_context = grpc::ClientContext::FromServerContext(*context);
    // The caller's deadline counts as well: the earlier of the two.
    warehouse_context->set_deadline(std::chrono::system_clock::now() + longest_);
    return warehouse_->getOrder(warehouse_context.get(), *request, reply);
  }

  const std::unique_ptr<ecommerce::OrderManagement::Stub> warehouse_;
  const std::chrono::seconds longest_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeOrderDesk(const std::shared_ptr<grpc::Channel>& warehouse,
                                             std::chrono::seconds longest) {
  return std::make_unique<OrderDesk>(warehouse, longest);
}

}  // namespace lesson
