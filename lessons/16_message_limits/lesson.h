// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

namespace lesson {

/// The largest order, encoded, in bytes: one may carry a drawing.
inline constexpr int kLargestOrder = 8 * 1024 * 1024;
/// The largest request, encoded, in bytes: it is an order's id.
inline constexpr int kLargestRequest = 1024;

/// How the order desk's server has to be built.
void LimitServer(grpc::ServerBuilder& builder);

/// How its clients' channels have to be made.
grpc::ChannelArguments LimitClient();

}  // namespace lesson
