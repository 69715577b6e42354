// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>

#include "order_management.grpc.pb.h"

namespace lesson {

/// An ecommerce.OrderManagement that passes each call on to the one at `warehouse`, and returns its
/// reply or its status. The call to the warehouse ends no later than the caller's own, and no later
/// than `longest` from its start: a caller may have no deadline at all.
std::unique_ptr<grpc::Service> MakeOrderDesk(const std::shared_ptr<grpc::Channel>& warehouse,
                                             std::chrono::seconds longest);

}  // namespace lesson
