// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>

#include "order_management.grpc.pb.h"

namespace lesson {

/// An ecommerce.OrderManagement that answers with what the one behind `warehouse` answers, or with
/// the status that the call there ended with. That call lasts no longer than the one it is made
/// for.
std::unique_ptr<grpc::Service> MakeOrderDesk(const std::shared_ptr<grpc::Channel>& warehouse);

}  // namespace lesson
