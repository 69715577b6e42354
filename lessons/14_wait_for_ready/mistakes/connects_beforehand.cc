// Tells the channel to connect, and calls at once: a failed attempt fails the call all the same.
#include "lesson.h"
#include "rpc/status.h"

namespace lesson {

absl::StatusOr<ecommerce::Order> GetOrder(const std::shared_ptr<grpc::Channel>& channel,
                                          const std::string& id,
                                          std::chrono::milliseconds timeout) {
  channel->GetState(/*try_to_connect=*/true);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + timeout);

  google::protobuf::StringValue request;
  request.set_value(id);
  ecommerce::Order order;
  const grpc::Status status =
      ecommerce::OrderManagement::NewStub(channel)->getOrder(&context, request, &order);
  if (!status.ok()) return workbook::rpc::FromGrpcStatus(status);
  return order;
}

}  // namespace lesson
