// Sends it in the initial metadata: that goes before the reply, and clients look for it elsewhere.
#include <string>

#include "lesson.h"

namespace lesson {
namespace {

void GiveTicketBack(grpc::ServerContext& context) {
  const auto& metadata = context.client_metadata();
  const auto ticket = metadata.find(kTicket);
  if (ticket == metadata.end()) return;
  const grpc::string_ref value = ticket->second;
  context.AddInitialMetadata(kTicket, std::string(value.data(), value.size()));
}

class OrderDesk final : public ecommerce::OrderManagement::Service {
  grpc::Status getOrder(grpc::ServerContext* context, const google::protobuf::StringValue* request,
                        ecommerce::Order* reply) override {
    GiveTicketBack(*context);
    if (request->value() != "101") return {grpc::StatusCode::NOT_FOUND, "there is only order 101"};
    reply->set_id(request->value());
    return grpc::Status::OK;
  }
};

}  // namespace

std::unique_ptr<grpc::Service> MakeOrderDesk() { return std::make_unique<OrderDesk>(); }

}  // namespace lesson
