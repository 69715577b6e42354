// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include "calculator.grpc.pb.h"

namespace lesson {

/// Tests the method Divide of `service`, a calc.Calculator, with GoogleTest's macros, by calls in
/// this process. Passes when it divides as it should: n1 / n2 with its fraction and its sign, and
/// INVALID_ARGUMENT when n2 is 0. Fails otherwise, also when the service never answers.
void TestDivide(grpc::Service& service);

}  // namespace lesson
