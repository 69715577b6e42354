// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <string>

namespace lesson {

/// The metadata key of a call's id.
inline constexpr char kRequestId[] = "x-request-id";

/// Returns a different id each time. Thread-safe.
using NextId = std::function<std::string()>;

/// A channel to `target` (HOST:PORT), in plaintext, that sends an id with every call.
std::shared_ptr<grpc::Channel> DialWithIds(const std::string& target, NextId next_id);

}  // namespace lesson
