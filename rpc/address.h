// HOST:PORT, and what can be said of it before gRPC sees it.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace workbook::rpc {

/// Where a server listens or a client dials.
struct Address {
  std::string host = "127.0.0.1";  ///< a name, an IPv4 or an IPv6 address (without brackets)
  int port = 0;                    ///< 0..65535; 0 lets the kernel pick a free one to listen on

  /// `host:port`, an IPv6 address in brackets: gRPC's target syntax.
  std::string ToString() const;
};

/// `[::1]` as `::1`: in a URL and beside a port an IPv6 address has brackets, and people copy them.
/// Anything else as it is.
std::string WithoutBrackets(const std::string& host);

/// Whether every address that `host` stands for is a loopback one. False for a name that does not
/// resolve.
bool IsLoopback(const std::string& host);

/// Why nothing can listen on `address`, found by trying: what gRPC 1.51 writes only into its log.
/// UNAVAILABLE with the operating system's reason; OK when it works after all.
absl::Status TryToBind(const Address& address);

}  // namespace workbook::rpc
