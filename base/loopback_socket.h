// A TCP socket on a free port of 127.0.0.1.
#pragma once

#include "base/unique_fd.h"

namespace workbook::base {

/// Bound, so that the port is reserved; without listen(), so a connection to it is refused.
struct LoopbackSocket {
  UniqueFd fd;
  int port = 0;
};

enum class PortSharing {
  kNo,
  kYes,  ///< SO_REUSEPORT: another socket with it, such as a gRPC server's, may bind the port too
};

/// The kernel picks the port. Aborts, with the reason on stderr, when it has none left.
LoopbackSocket BindLoopbackSocket(PortSharing sharing = PortSharing::kNo);

}  // namespace workbook::base
