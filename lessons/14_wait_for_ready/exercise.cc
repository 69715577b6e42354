// Lesson 14, wait-for-ready: a client may be up before its server.
#include "lesson.h"
#include "rpc/status.h"

namespace lesson {

absl::StatusOr<ecommerce::Order> GetOrder(const std::shared_ptr<grpc::Channel>& channel,
                                          const std::string& id,
                                          std::chrono::milliseconds timeout) {
  grpc::ClientContext context;
  // TODO: let the call wait for a connection instead of failing when none can be made at once.
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
