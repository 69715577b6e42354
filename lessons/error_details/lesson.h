// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>

#include "error_details.pb.h"
#include "order_management.grpc.pb.h"

namespace lesson {

/// An ecommerce.OrderManagement that has an order for every id of digits, and refuses any other id
/// with INVALID_ARGUMENT and a google.rpc.BadRequest.
std::unique_ptr<grpc::Service> MakeOrderDesk();

}  // namespace lesson
