// What gRPC 1.51's messages about a failed TLS handshake mean, and how to fix it.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace workbook::rpc::security {

/// For the status of a client's call: the likely reason when TLS failed, else nothing. gRPC's own
/// message names functions of OpenSSL and stands for several reasons.
absl::string_view TlsAdvice(const absl::Status& status);

}  // namespace workbook::rpc::security
