// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

namespace lesson {

/// Of the order desk's messages, encoded, in bytes. A message of exactly so many is allowed.
struct Limits {
  int request;  ///< the largest request
  int order;    ///< the largest reply: an order may carry a drawing
};

/// Sets the limits of the order desk's server. It refuses a larger request, and sends no larger
/// order.
void LimitServer(grpc::ServerBuilder& builder, const Limits& limits);

/// The channel arguments of the order desk's clients. They refuse a larger order, and send no
/// larger request.
grpc::ChannelArguments LimitClient(const Limits& limits);

}  // namespace lesson
