// What a server program does while its threads serve: it waits for signals, and looks now and then
// whether gRPC still accepts connections.
#pragma once

#include <functional>
#include <string>

namespace workbook::rpc {

/// Blocks SIGINT, SIGTERM and SIGUSR1 in this thread and in those that it starts, so that they wait
/// until WaitForStopSignal takes them: gRPC must not be called in a signal handler.
void BlockServerSignals();

/// Returns at SIGINT or SIGTERM. Until then each SIGUSR1 prints a line on stderr, `NAME: ` and what
/// `report` returns; and one line says when connections wait that gRPC does not accept.
void WaitForStopSignal(const std::string& name, const std::function<std::string()>& report);

}  // namespace workbook::rpc
