// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"

namespace lesson {

/// How a channel repeats a call.
struct Retries {
  int attempts;                             ///< at most, the first included
  std::chrono::milliseconds first_pause;    ///< before the second attempt
  int factor;                               ///< how much longer each further pause is
  std::chrono::milliseconds longest_pause;  ///< no pause is longer
  std::chrono::milliseconds timeout;        ///< of a call, all attempts together
};

/// A duration as a service config has it: 50 ms is 0.050s.
inline std::string InJson(std::chrono::milliseconds duration) {
  return absl::StrCat(duration.count() / 1000, ".",
                      absl::Dec(duration.count() % 1000, absl::kZeroPad3), "s");
}

/// A service config, JSON: getOrder of ecommerce.OrderManagement has a timeout, and is repeated as
/// `retries` says, after UNAVAILABLE and no other code. Nothing is said of other methods.
std::string ServiceConfig(const Retries& retries);

/// A channel to `target` (HOST:PORT), in plaintext, with this service config.
std::shared_ptr<grpc::Channel> DialWithRetries(const std::string& target, const Retries& retries);

}  // namespace lesson
