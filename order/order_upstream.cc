#include "order/order_upstream.h"

#include <chrono>
#include <string>
#include <utility>

#include "rpc/channel.h"
#include "rpc/request_id.h"

namespace workbook::order {
namespace {

// In the metadata of a call that one order server makes to another.
constexpr char kAskingKey[] = "x-order-downstream";

// gRPC hands on the deadline and the cancellation; metadata has to be copied.
std::unique_ptr<grpc::ClientContext> ContextFor(const grpc::CallbackServerContext& caller) {
  auto context = grpc::ClientContext::FromCallbackServerContext(caller);
  using Clock = std::chrono::system_clock;
  if (caller.deadline() == Clock::time_point::max()) {  // none: the upstream gets one all the same
    context->set_deadline(Clock::now() + rpc::kDefaultTimeout);
  }
  context->AddMetadata(kAskingKey, "1");
  const std::string request_id = rpc::RequestIdOf(caller.client_metadata());
  if (!request_id.empty()) context->AddMetadata(rpc::kRequestIdKey, request_id);
  return context;
}

// NOT_FOUND is about the caller's order. Any other error is about a server that the caller does not
// know, so the message says so.
grpc::Status ForCaller(const grpc::Status& status) {
  if (status.ok() || status.error_code() == grpc::StatusCode::NOT_FOUND) return status;
  return grpc::Status(status.error_code(), "upstream: " + status.error_message());
}

}  // namespace

void OrderUpstream::GetOrder(const grpc::CallbackServerContext& caller,
                             const google::protobuf::StringValue& id, ecommerce::Order& order,
                             Done done) const {
  // The context has to outlive the call: the last to use it is the function that ends the call.
  const std::shared_ptr<grpc::ClientContext> context = ContextFor(caller);
  stub_->async()->getOrder(
      context.get(), &id, &order,
      [context, done = std::move(done)](const grpc::Status& status) { done(ForCaller(status)); });
}

bool OrderUpstream::IsAsking(const grpc::CallbackServerContext& caller) {
  return caller.client_metadata().contains(kAskingKey);
}

}  // namespace workbook::order
