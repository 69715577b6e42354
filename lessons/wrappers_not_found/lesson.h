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

/// An ecommerce.OrderManagement whose getOrder answers with the one of these orders that has the
/// requested id, all of it. INVALID_ARGUMENT when the id is empty; NOT_FOUND, with the id in the
/// message, when there is no such order. An id may be any text.
std::unique_ptr<grpc::Service> MakeOrderDesk(Orders orders);

}  // namespace lesson
