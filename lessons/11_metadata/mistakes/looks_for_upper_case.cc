// Looks for the key as people write it in a header: on the wire keys are in lower case.
#include <string>

#include "lesson.h"

namespace lesson {
namespace {

void GiveTicketBack(grpc::ServerContext& context) {
  const auto& metadata = context.client_metadata();
  const auto ticket = metadata.find("Ticket-Bin");
  if (ticket == metadata.end()) return;
  const grpc::string_ref value = ticket->second;
  context.AddTrailingMetadata(kTicket, std::string(value.data(), value.size()));
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
