// Metadata: pairs of key and value that travel with a call, besides its messages.
#include <string>

#include "lessons/metadata/lesson.h"

namespace lesson {
namespace {

class OrderDesk final : public ecommerce::OrderManagement::Service {
  // TODO: send the caller's tickets back in the trailing metadata, whether or not the call
  // succeeds.
  grpc::Status getOrder(grpc::ServerContext* /*context*/,
                        const google::protobuf::StringValue* request,
                        ecommerce::Order* reply) override {
    if (request->value() != "101") return {grpc::StatusCode::NOT_FOUND, "there is only order 101"};
    reply->set_id(request->value());
    return grpc::Status::OK;
  }
};

}  // namespace

std::unique_ptr<grpc::Service> MakeOrderDesk() { return std::make_unique<OrderDesk>(); }

}  // namespace lesson
