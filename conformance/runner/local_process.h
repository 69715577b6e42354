// Finds the local process that listens on a port, to measure its CPU time.
#pragma once

#include <sys/types.h>

#include <optional>

#include "rpc/address.h"

namespace workbook::conformance::runner {

/// The process that listens on `address`, by /proc/net and /proc/PID/fd. Nothing when the address
/// is not a loopback one, when nothing listens there, or when the process is another user's. When
/// several share the socket (forked workers), the one with the lowest id.
std::optional<pid_t> ListenerOn(const rpc::Address& address);

}  // namespace workbook::conformance::runner
