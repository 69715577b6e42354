// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "order_management.grpc.pb.h"

namespace lesson {

/// The order with this id, or the status of the call that failed. Waits for a server that is not up
/// yet: DEADLINE_EXCEEDED when there is none within `timeout`.
absl::StatusOr<ecommerce::Order> GetOrder(const std::shared_ptr<grpc::Channel>& channel,
                                          const std::string& id, std::chrono::milliseconds timeout);

}  // namespace lesson
