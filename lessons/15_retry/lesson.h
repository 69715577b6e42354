// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

namespace lesson {

/// The channel's service config.
extern const char kServiceConfig[];

/// A channel to `target` (HOST:PORT), in plaintext, that tries getOrder again when the server is
/// UNAVAILABLE: four times in all.
std::shared_ptr<grpc::Channel> DialWithRetries(const std::string& target);

}  // namespace lesson
