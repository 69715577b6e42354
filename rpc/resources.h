// Threads and memory that a program lacks, named in one line instead of an abort or a hang.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace workbook::rpc {

/// RESOURCE_EXHAUSTED when this process cannot have the threads and the address space that gRPC
/// needs: gRPC 1.51 then aborts or waits for ever. Call it before gRPC starts.
absl::Status CheckThreads();

/// From now on, what nothing catches prints one line `NAME: reason` on stderr, and the process ends
/// with kExitFailed: std::bad_alloc, std::system_error of a thread, and gRPC's abort when it lacks
/// either.
void ReportMissingResources(const std::string& name);

/// From now on the same line, and an abort: of a server that serves a core file is of use.
void AbortForMissingResources();

}  // namespace workbook::rpc
