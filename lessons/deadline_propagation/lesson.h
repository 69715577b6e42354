// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>

#include "order_management.grpc.pb.h"

namespace lesson {

/// An ecommerce.OrderManagement that passes each call on to the one at `warehouse`, and returns its
/// reply or its status. The call to the warehouse lasts no longer than the caller's own.
std::unique_ptr<grpc::Service> MakeOrderDesk(const std::shared_ptr<grpc::Channel>& warehouse);

}  // namespace lesson
