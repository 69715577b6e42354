// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>

#include "calculator.grpc.pb.h"

namespace lesson {

/// A calc.Calculator that can Multiply.
std::unique_ptr<grpc::Service> MakeCalculator();

}  // namespace lesson
