// Whether there is anything to judge.
#pragma once

#include <chrono>

#include "absl/status/status.h"
#include "judge/target.h"

namespace workbook::judge {

/// Connects. UNAVAILABLE, with what gRPC knows of the reason, when no gRPC server answers within
/// `patience` or 5 s: connection refused, a TLS handshake that fails, a port that speaks something
/// else.
absl::Status Reach(const Target& target, std::chrono::milliseconds patience);

}  // namespace workbook::judge
