// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <cstdint>

#include "absl/status/statusor.h"
#include "calculator.grpc.pb.h"

namespace lesson {

/// The sum, as the server behind `stub` has it, or the status that the call ended with.
absl::StatusOr<int32_t> Add(calc::Calculator::Stub& stub, int32_t n1, int32_t n2);

}  // namespace lesson
