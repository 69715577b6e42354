// A TCP connection for bytes that no gRPC client would send; the test also decides when they stop.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "base/unique_fd.h"
#include "tests/e2e/programs.h"

namespace workbook::tests {

/// The constructor connects; a refused connection fails the test.
class RawConnection {
 public:
  explicit RawConnection(int port);

  int fd() const { return socket_.get(); }

  /// Sends all bytes, unless the other end closes first; that is no failure here.
  void Send(absl::string_view bytes);

  /// Half-closes, like a client that has ended.
  void CloseSending();

  /// The next bytes. None once the other end has closed or reset the connection, or without bytes
  /// within `timeout`; `closed` tells which.
  std::optional<std::string> Receive(std::chrono::milliseconds timeout = kHang);
  bool closed() const { return closed_; }

  /// Reads until the other end closes; false after `timeout`.
  bool ClosesWithin(std::chrono::milliseconds timeout);

 private:
  base::UniqueFd socket_;
  bool closed_ = false;
};

}  // namespace workbook::tests
