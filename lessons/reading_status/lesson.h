// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <cstdint>

#include "absl/status/statusor.h"
#include "calculator.grpc.pb.h"

namespace lesson {

/// The sum that the server behind `stub` returns, or the status of the call that failed.
absl::StatusOr<int32_t> Add(calc::Calculator::Stub& stub, int32_t n1, int32_t n2);

}  // namespace lesson
