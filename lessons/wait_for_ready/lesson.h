// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "order_management.grpc.pb.h"

namespace lesson {

/// Tells the person at the screen that there is no server yet, and that the program waits for one.
using OnWait = std::function<void()>;

/// The order with this id, or the status of the call that failed. All of it ends by one deadline,
/// `timeout` from now. The first call fails at once when there is no server. Only when it ends with
/// UNAVAILABLE, calls `on_wait`, once, and then the server again: that call waits for a server, and
/// its end is the result.
absl::StatusOr<ecommerce::Order> GetOrder(const std::shared_ptr<grpc::Channel>& channel,
                                          const std::string& id, std::chrono::milliseconds timeout,
                                          const OnWait& on_wait);

}  // namespace lesson
