#include "order/order_client.h"

#include "rpc/status.h"
#include "rpc/text.h"

namespace workbook::order {

absl::StatusOr<ecommerce::Order> OrderClient::GetOrder(const std::string& id) {
  // protobuf would only log it and send it, for the server to fail on.
  if (!rpc::IsValidUtf8(id)) return absl::InvalidArgumentError("the id is not valid UTF-8");
  rpc::CallContext context(timeout_);
  // A StringValue, protobuf's ready-made message around one string. An Order with nothing but its
  // id has the same bytes, so the wire would not tell: the stub's types do.
  google::protobuf::StringValue request;
  request.set_value(id);
  ecommerce::Order order;
  const grpc::Status status = stub_->getOrder(&context, request, &order);
  if (!status.ok()) return rpc::FromGrpcStatus(status);
  return order;
}

}  // namespace workbook::order
