// The order service's client: a call looks like a lookup that may fail.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "order_management.grpc.pb.h"
#include "rpc/channel.h"

namespace workbook::order {

/// Calls ecommerce.OrderManagement. Thread-safe.
class OrderClient {
 public:
  explicit OrderClient(const std::shared_ptr<grpc::Channel>& channel,
                       std::chrono::milliseconds timeout = rpc::kDefaultTimeout)
      : stub_(ecommerce::OrderManagement::NewStub(channel)), timeout_(timeout) {}

  /// The order with this id, or the status of the call: NOT_FOUND, or DEADLINE_EXCEEDED after the
  /// timeout. Its payloads are the error details (see order/order_error_details.h).
  /// INVALID_ARGUMENT, without a call, for an id that is not valid UTF-8.
  absl::StatusOr<ecommerce::Order> GetOrder(const std::string& id);

 private:
  const std::unique_ptr<ecommerce::OrderManagement::Stub> stub_;
  const std::chrono::milliseconds timeout_;
};

}  // namespace workbook::order
