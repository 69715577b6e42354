// What a server says no with, told apart from what gRPC says when there is no such server.
#pragma once

#include "support/matchers.h"

namespace workbook::testing {

/// The server itself refused the call: an error that is neither gRPC's for a method that nobody
/// wrote nor a sign that nobody is there or in time. For promises that leave the code open.
MATCHER(IsRefusal, negation ? "is no refusal by the server" : "is an error of the server's own") {
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

}  // namespace workbook::testing
