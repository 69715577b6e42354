#include "order/order_service.h"

#include "rpc/status.h"

namespace workbook::order {

grpc::ServerUnaryReactor* OrderService::getOrder(grpc::CallbackServerContext* context,
                                                 const google::protobuf::StringValue* id,
                                                 ecommerce::Order* order) {
  // The call is answered at once, so the default reactor of its context is enough.
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(rpc::Answer(book_.Find(id->value()),
                              [order](const ecommerce::Order* found) { *order = *found; }));
  return reactor;
}

}  // namespace workbook::order
