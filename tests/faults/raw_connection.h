// A TCP connection for what no gRPC client would send: the bytes are the test's own, and so is the
// moment at which they stop.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "lessons/runner/descriptor.h"
#include "pairs/programs.h"

namespace workbook::testing {

/// Connected when it is made; a connection that is refused fails the test.
class RawConnection {
 public:
  explicit RawConnection(int port);

  int fd() const { return socket_.get(); }

  /// Sends all of it, unless the other end closes before: also an answer to look at.
  void Send(absl::string_view bytes);

  /// Says that nothing more comes, as a client that ends does.
  void CloseSending();

  /// The next bytes; nothing once the other end has closed or reset the connection, or when
  /// `timeout` passes before anything comes. `closed` says which.
  std::optional<std::string> Receive(std::chrono::milliseconds timeout = kHang);
  bool closed() const { return closed_; }

  /// Reads on until the other end closes. False when it has not after `timeout`.
  bool ClosesWithin(std::chrono::milliseconds timeout);

 private:
  runner::Descriptor socket_;
  bool closed_ = false;
};

}  // namespace workbook::testing
