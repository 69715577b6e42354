// Metadata: pairs of key and value that travel with a call, besides its messages.
#include <string>

#include "lessons/metadata/lesson.h"

namespace lesson {
namespace {

// Sends the caller's tickets back when the call ends, however it ends.
void GiveTicketsBack(grpc::ServerContext& context) {
  // A multimap of string_refs. The values of one key are in the order in which the client sent
  // them.
  const auto [begin, end] = context.client_metadata().equal_range(kTicket);
  for (auto ticket = begin; ticket != end; ++ticket) {
    // A string_ref is a pointer and a length: it may contain NULs, and no NUL ends it.
    const grpc::string_ref value = ticket->second;
    context.AddTrailingMetadata(kTicket, std::string(value.data(), value.size()));
  }
}

class OrderDesk final : public ecommerce::OrderManagement::Service {
  grpc::Status getOrder(grpc::ServerContext* context, const google::protobuf::StringValue* request,
                        ecommerce::Order* reply) override {
    GiveTicketsBack(*context);
    if (request->value() != "101") return {grpc::StatusCode::NOT_FOUND, "there is only order 101"};
    reply->set_id(request->value());
    return grpc::Status::OK;
  }
};

}  // namespace

std::unique_ptr<grpc::Service> MakeOrderDesk() { return std::make_unique<OrderDesk>(); }

}  // namespace lesson
