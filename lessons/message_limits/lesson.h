// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

namespace lesson {

/// The largest order, encoded, in bytes: an order may carry a drawing.
inline constexpr int kLargestOrder = 8 * 1024 * 1024;
/// The largest request, encoded, in bytes: it is an order's id.
inline constexpr int kLargestRequest = 1024;

/// Sets the limits of the order desk's server.
void LimitServer(grpc::ServerBuilder& builder);

/// The channel arguments of the order desk's clients.
grpc::ChannelArguments LimitClient();

}  // namespace lesson
