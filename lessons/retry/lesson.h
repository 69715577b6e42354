// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

namespace lesson {

/// The channel's service config.
extern const char kServiceConfig[];

/// A channel to `target` (HOST:PORT), in plaintext, that repeats getOrder when it fails with
/// UNAVAILABLE: at most four attempts.
std::shared_ptr<grpc::Channel> DialWithRetries(const std::string& target);

}  // namespace lesson
