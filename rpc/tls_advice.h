// What gRPC 1.51's words for a failed TLS handshake mean to the one who has to mend it.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace workbook::rpc {

/// For a status of a client's call: what may be wrong, when that is the TLS of either side; else
/// nothing. gRPC's message is about OpenSSL's functions, and does not say which of several reasons
/// it was.
absl::string_view TlsAdvice(const absl::Status& status);

}  // namespace workbook::rpc
