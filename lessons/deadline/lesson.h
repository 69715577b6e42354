// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstdint>

#include "absl/status/statusor.h"
#include "calculator.grpc.pb.h"

namespace lesson {

/// The sum, or the status of the call that failed: DEADLINE_EXCEEDED when no answer arrives within
/// `timeout` from now.
absl::StatusOr<int32_t> Add(calc::Calculator::Stub& stub, int32_t n1, int32_t n2,
                            std::chrono::milliseconds timeout);

}  // namespace lesson
