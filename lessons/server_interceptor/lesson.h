// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <functional>
#include <string>

namespace lesson {

/// A clock. The check provides one, and sets its time.
using Clock = std::function<std::chrono::milliseconds()>;

/// Called once for each call, from any thread: with its method, "/package.Service/Method", and how
/// long it took.
using Report = std::function<void(const std::string& method, std::chrono::milliseconds took)>;

/// Makes the server that `builder` starts time every call by `clock`, from its arrival until its
/// status is about to be sent, and report it then.
void TimeCalls(grpc::ServerBuilder& builder, Clock clock, Report report);

}  // namespace lesson
