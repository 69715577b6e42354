// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>

#include "calculator.grpc.pb.h"

namespace lesson {

/// One step of the work. The check provides it, counts the steps and decides how long each takes;
/// `context` is the context of the call that the step is for.
using Step = std::function<void(const grpc::ServerContextBase& context)>;

/// A calc.Calculator whose Multiply takes n2 steps (0 or more), adds n1 after each, and answers
/// with the sum. Once a call is cancelled it takes no further step, and returns CANCELLED.
std::unique_ptr<grpc::Service> MakeCalculator(Step step);

}  // namespace lesson
