// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <map>
#include <memory>
#include <string>

#include "order_management.grpc.pb.h"

namespace lesson {

/// The orders by their id.
using Orders = std::map<std::string, ecommerce::Order>;

/// An ecommerce.OrderManagement that serves these orders.
std::unique_ptr<grpc::Service> MakeOrderDesk(Orders orders);

}  // namespace lesson
