// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <functional>
#include <string>

namespace lesson {

/// A clock: the check brings one of its own, which goes as it is told.
using Clock = std::function<std::chrono::milliseconds()>;

/// Is told of each call once: its method, "/package.Service/Method", and how long it took. Called
/// from any thread.
using Report = std::function<void(const std::string& method, std::chrono::milliseconds took)>;

/// Makes the server that `builder` will start time every call by `clock`.
void TimeCalls(grpc::ServerBuilder& builder, Clock clock, Report report);

}  // namespace lesson
