// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <functional>
#include <string>

#include "absl/status/status.h"

namespace lesson {

/// Waits until somebody stops the program, and returns.
using WaitForStop = std::function<void()>;

/// Receives the port of a server that is ready for calls.
using OnReady = std::function<void(int port)>;

/// Serves `service` on `address`, such as "127.0.0.1:50051"; port 0 is for any that is free. Calls
/// `on_ready` once, then `wait_for_stop` once, and serves until that returns. Then calls that are
/// under way may go on for `grace_period`; returns when none is left. When it cannot listen on
/// `address`, or another server does, returns UNAVAILABLE with a message that contains `address`,
/// and calls neither.
absl::Status Serve(const std::string& address, grpc::Service& service, const OnReady& on_ready,
                   const WaitForStop& wait_for_stop, std::chrono::milliseconds grace_period);

}  // namespace lesson
