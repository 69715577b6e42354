// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "calculator.grpc.pb.h"

namespace lesson {

/// Divides n1 by n2 on another machine. Returns at once. Later it calls `done`, once, from a thread
/// of its own: with the quotient, or with the status of its failure.
using Divider =
    std::function<void(int32_t n1, int32_t n2, std::function<void(absl::StatusOr<float>)> done)>;

/// A calc.Calculator that can Divide, in the callback API. Its handler asks `divider` and does not
/// wait for it. Each call is finished in its handler or in `done`.
std::unique_ptr<calc::Calculator::CallbackService> MakeCalculator(Divider divider);

}  // namespace lesson
