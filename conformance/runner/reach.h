// Whether a gRPC server answers at the target.
#pragma once

#include "absl/status/status.h"
#include "conformance/runner/target.h"

namespace workbook::conformance::runner {

/// Connects. UNAVAILABLE, with gRPC's reason, when no gRPC server answers within 5 s: the
/// connection is refused, the TLS handshake fails, another protocol answers. After one second it
/// prints to stderr that it waits.
absl::Status Reach(const Target& target);

}  // namespace workbook::conformance::runner
