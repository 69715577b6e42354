// Lesson 11, metadata: what travels with a call, beside the request and the reply.
#include <string>

#include "lesson.h"

namespace lesson {
namespace {

// A caller may send a ticket along: it goes back to it, whatever comes of the call.
void GiveTicketBack(grpc::ServerContext& context) {
  const auto& metadata = context.client_metadata();  // a multimap of string_refs
  const auto ticket = metadata.find(kTicket);
  if (ticket == metadata.end()) return;
  // A string_ref is a pointer and a length: a NUL may be anywhere in it, and is not at its end.
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
