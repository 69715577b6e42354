// A port without a server, which no other program gets meanwhile.
#pragma once

#include <string>

#include "base/loopback_socket.h"

namespace workbook::lessons::check {

/// A port of 127.0.0.1 that refuses connections. A server of this process that shares ports, as
/// gRPC's do by default (SO_REUSEPORT), may listen on it at any time.
class ReservedPort {
 public:
  /// HOST:PORT.
  const std::string& target() const { return target_; }

 private:
  base::LoopbackSocket socket_ = base::BindLoopbackSocket(base::PortSharing::kYes);
  std::string target_ = "127.0.0.1:" + std::to_string(socket_.port);
};

}  // namespace workbook::lessons::check
