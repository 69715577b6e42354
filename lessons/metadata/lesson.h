// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>

#include "order_management.grpc.pb.h"

namespace lesson {

/// The metadata key of a caller's tickets. It ends in -bin, so a ticket may be any bytes, also
/// none.
inline constexpr char kTicket[] = "ticket-bin";

/// An ecommerce.OrderManagement that has order 101. At the end of every call it sends the caller
/// its tickets back, all of them and in their order, and nothing else of the caller's metadata.
std::unique_ptr<grpc::Service> MakeOrderDesk();

}  // namespace lesson
