// Who serves a port of this machine: for what a server costs that the test did not start.
#pragma once

#include <sys/types.h>

#include <optional>

#include "rpc/address.h"

namespace workbook::testing {

/// The process that listens on `address`, by /proc/net and /proc/PID/fd. Nothing when the address
/// is not a loopback one, when nobody listens there, or when the process is another user's. Of
/// several that share the socket (workers that were forked) the one with the lowest id.
std::optional<pid_t> ListenerOn(const rpc::Address& address);

}  // namespace workbook::testing
