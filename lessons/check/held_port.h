// A port that no server has yet, and that nobody else gets meanwhile.
#pragma once

#include <string>

namespace workbook::check {

/// A port of 127.0.0.1 at which nobody listens: a connection to it is refused. A server of this
/// process that shares ports, as gRPC's do by themselves (SO_REUSEPORT), may take it at any time.
class HeldPort {
 public:
  /// Aborts when the machine has no port left.
  HeldPort();
  ~HeldPort();
  HeldPort(const HeldPort&) = delete;
  HeldPort& operator=(const HeldPort&) = delete;

  /// HOST:PORT.
  const std::string& target() const { return target_; }

 private:
  int socket_;
  std::string target_;
};

}  // namespace workbook::check
