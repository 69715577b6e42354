// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "calculator.grpc.pb.h"

namespace lesson {

struct Pair {
  int32_t n1;
  int32_t n2;
};

/// Calls the server's Add for all pairs at the same time, each with a deadline, `timeout` from now.
/// Returns when all calls are over: for each pair, in their order, the sum or the status with which
/// its call ended.
std::vector<absl::StatusOr<int32_t>> AddAll(calc::Calculator::Stub& stub,
                                            const std::vector<Pair>& pairs,
                                            std::chrono::milliseconds timeout);

}  // namespace lesson
