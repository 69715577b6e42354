#include "order/order_client.h"

#include "base/text.h"
#include "order/order_error_details.h"

namespace workbook::order {

absl::StatusOr<ecommerce::Order> OrderClient::GetOrder(const std::string& id) {
  // Protobuf would only log an error and send the id, and the server could not parse it.
  if (!base::IsValidUtf8(id)) return absl::InvalidArgumentError("the id is not valid UTF-8");
  rpc::CallContext context(timeout_);
  // A StringValue, protobuf's own message around one string. An Order with only its id has the same
  // bytes, so the server would not notice the difference: the stub's types do.
  google::protobuf::StringValue request;
  request.set_value(id);
  ecommerce::Order order;
  const grpc::Status status = stub_->getOrder(&context, request, &order);
  if (!status.ok()) return FromGrpcStatusWithDetails(status);
  return order;
}

}  // namespace workbook::order
