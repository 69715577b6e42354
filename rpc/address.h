// HOST:PORT, and checks of it before gRPC uses it.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace workbook::rpc {

/// Where a server listens, or a client connects to.
struct Address {
  std::string host = "127.0.0.1";  ///< a name, an IPv4 or an IPv6 address (without brackets)
  int port = 0;                    ///< 0..65535; 0 lets the kernel pick a free one to listen on

  /// `host:port`, an IPv6 address in brackets: gRPC's target syntax.
  std::string ToString() const;
};

/// `[::1]` as `::1`: an IPv6 address copied from a URL has brackets. Any other text as it is.
std::string WithoutBrackets(const std::string& host);

/// Reads HOST:PORT, an IPv6 address in brackets: what ToString writes. INVALID_ARGUMENT when `text`
/// is something else, or the port is 0.
absl::StatusOr<Address> ParseAddress(const std::string& text);

/// Whether every address of `host` is a loopback address. False for a name that does not resolve.
bool IsLoopback(const std::string& host);

/// Why a server cannot listen on `address`, found by trying: gRPC 1.51 only logs the reason.
/// UNAVAILABLE with the operating system's reason; OK when it can.
absl::Status TryToBind(const Address& address);

}  // namespace workbook::rpc
