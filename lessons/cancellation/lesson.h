// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>

#include "calculator.grpc.pb.h"

namespace lesson {

/// One step of the work. The check provides it, counts the steps and decides how long each takes;
/// `context` is the context of the call that the step is for.
using Step = std::function<void(const grpc::ServerContext& context)>;

/// A calc.Calculator that multiplies n1 by n2 (0 or more) in n2 steps.
std::unique_ptr<grpc::Service> MakeCalculator(Step step);

}  // namespace lesson
