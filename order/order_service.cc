#include "order/order_service.h"

#include "order/order_error_details.h"

namespace workbook::order {

grpc::ServerUnaryReactor* OrderService::getOrder(grpc::CallbackServerContext* context,
                                                 const google::protobuf::StringValue* id,
                                                 ecommerce::Order* order) {
  // The handler never waits, so the default reactor of its context is enough.
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const absl::StatusOr<const ecommerce::Order*> found = book_.Find(id->value());
  if (found.ok()) {
    *order = **found;
    reactor->Finish(grpc::Status::OK);
  } else if (absl::IsNotFound(found.status()) && upstream_ != nullptr &&
             !OrderUpstream::IsAsking(*context)) {
    upstream_->GetOrder(*context, *id, *order,
                        [reactor](const grpc::Status& status) { reactor->Finish(status); });
  } else {
    reactor->Finish(ToGrpcStatusWithDetails(found.status(), id->value()));
  }
  return reactor;
}

}  // namespace workbook::order
