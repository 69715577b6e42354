// Wait-for-ready: a client may start before its server.
#include "lessons/wait_for_ready/lesson.h"
#include "rpc/status.h"

namespace lesson {
namespace {

using Deadline = std::chrono::system_clock::time_point;

absl::StatusOr<ecommerce::Order> Call(ecommerce::OrderManagement::Stub& stub, const std::string& id,
                                      Deadline deadline, bool wait_for_ready) {
  grpc::ClientContext context;  // one for each call
  context.set_deadline(deadline);
  context.set_wait_for_ready(wait_for_ready);
  google::protobuf::StringValue request;
  request.set_value(id);
  ecommerce::Order order;
  const grpc::Status status = stub.getOrder(&context, request, &order);
  if (!status.ok()) return workbook::rpc::FromGrpcStatus(status);
  return order;
}

}  // namespace

absl::StatusOr<ecommerce::Order> GetOrder(const std::shared_ptr<grpc::Channel>& channel,
                                          const std::string& id, std::chrono::milliseconds timeout,
                                          const OnWait& on_wait) {
  const Deadline deadline = std::chrono::system_clock::now() + timeout;
  const auto stub = ecommerce::OrderManagement::NewStub(channel);
  const auto order = Call(*stub, id, deadline, /*wait_for_ready=*/false);
  if (!absl::IsUnavailable(order.status())) return order;
  on_wait();
  return Call(*stub, id, deadline, /*wait_for_ready=*/true);
}

}  // namespace lesson
