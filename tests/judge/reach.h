// Whether there is anything to judge.
#pragma once

#include "absl/status/status.h"
#include "judge/target.h"

namespace workbook::judge {

/// Connects. UNAVAILABLE, with what gRPC knows of the reason, when no gRPC server answers within
/// 5 s: connection refused, a TLS handshake that fails, a port that speaks something else. Says on
/// stderr that it waits when nothing came of the first second.
absl::Status Reach(const Target& target);

}  // namespace workbook::judge
