// Wait-for-ready: a client may start before its server.
#include "lessons/wait_for_ready/lesson.h"
#include "rpc/status.h"

namespace lesson {

absl::StatusOr<ecommerce::Order> GetOrder(const std::shared_ptr<grpc::Channel>& channel,
                                          const std::string& id,
                                          std::chrono::milliseconds timeout) {
  grpc::ClientContext context;
  // TODO: let the call wait for a connection; now it fails when the first attempt fails.
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
