// What a server program does while its threads serve: it waits for signals, and checks at intervals
// whether gRPC still accepts connections.
#pragma once

#include <functional>
#include <string>

namespace workbook::rpc {

/// Call it first in main. Until HoldStopSignals, SIGINT and SIGTERM end the process at once, as by
/// default: it has nothing to clean up, and may be waiting for a slow file. SIGUSR1 waits.
void PrepareServerSignals();

/// From now on SIGINT and SIGTERM wait until WaitForStopSignal takes them, in this thread: gRPC
/// must not be called in a signal handler.
void HoldStopSignals();

/// Returns at SIGINT or SIGTERM. Until then each SIGUSR1 prints `NAME: ` and what `report` returns
/// on stderr. One line reports when gRPC no longer accepts connections (up to gRPC 1.56, see
/// rpc/descriptors.h).
void WaitForStopSignal(const std::string& name, const std::function<std::string()>& report);

}  // namespace workbook::rpc
