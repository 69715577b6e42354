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
  grpc::Status getOrder(grpc::ServerContext* /*context*/,
                        const google::protobuf::StringValue* /*request*/,
                        ecommerce::Order* /*reply*/) override {
    // TODO: call getOrder of warehouse_, and return its reply and its status. That call must end
    // when the caller's own call ends, and after longest_ in any case.
    return {grpc::StatusCode::UNIMPLEMENTED, "getOrder is not written yet"};
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
