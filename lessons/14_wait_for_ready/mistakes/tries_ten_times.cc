// Tries ten times: without a server that is over in no time, for gRPC does not even dial again.
#include "lesson.h"
#include "rpc/status.h"

namespace lesson {

absl::StatusOr<ecommerce::Order> GetOrder(const std::shared_ptr<grpc::Channel>& channel,
                                          const std::string& id,
                                          std::chrono::milliseconds timeout) {
  const auto stub = ecommerce::OrderManagement::NewStub(channel);
  grpc::Status status;
  for (int attempt = 0; attempt < 10; ++attempt) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + timeout);
    google::protobuf::StringValue request;
    request.set_value(id);
    ecommerce::Order order;
    status = stub->getOrder(&context, request, &order);
    if (status.ok()) return order;
  }
  return workbook::rpc::FromGrpcStatus(status);
}

}  // namespace lesson
