// A refusal by the server, as opposed to an error of gRPC when the server or method is missing.
#pragma once

#include "conformance/matchers.h"

namespace workbook::conformance::suites {

/// The server itself refused the call: any error but OK, CANCELLED and those that gRPC uses for a
/// missing method, a missing server or a missed deadline. For behaviours that leave the code open.
MATCHER(IsRefusal, negation ? "is no refusal by the server" : "is a refusal by the server") {
  const absl::Status status = AsAbsl(arg);
  *result_listener << rpc::Describe(status);
  switch (status.code()) {
    case absl::StatusCode::kOk:
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kUnimplemented:
      return false;
    default:
      return true;
  }
}

}  // namespace workbook::conformance::suites
