// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>

#include "order_management.grpc.pb.h"

namespace lesson {

/// The metadata key of a caller's ticket. It ends in -bin, so the ticket may be any bytes.
inline constexpr char kTicket[] = "ticket-bin";

/// An ecommerce.OrderManagement that has order 101, and sends each caller its ticket back in the
/// trailing metadata.
std::unique_ptr<grpc::Service> MakeOrderDesk();

}  // namespace lesson
