// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "calculator.grpc.pb.h"

namespace lesson {

/// A client of one server.
class Client {
 public:
  virtual ~Client() = default;
  /// The sum, or the status of the call that failed: the server's, UNAVAILABLE without a server,
  /// DEADLINE_EXCEEDED when no answer arrives within `timeout` from now.
  virtual absl::StatusOr<int32_t> Add(int32_t n1, int32_t n2,
                                      std::chrono::milliseconds timeout) = 0;
};

/// A client of the calc.Calculator at `target`, such as "localhost:50051". All its calls take one
/// connection. Returns at once, and never null: the server need not be there yet.
std::unique_ptr<Client> Connect(const std::string& target);

}  // namespace lesson
