// From absl::Status, which domain code and client classes use, to grpc::Status and back.
#pragma once

#include <grpcpp/support/status.h>

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace workbook::rpc {

/// The same code and message: both libraries use the numbers of google.rpc.Code. Makes a message
/// printable that is not valid UTF-8, because the trailer must be text.
grpc::Status ToGrpcStatus(const absl::Status& status);

/// The reverse, for client classes. A code outside google.rpc.Code becomes UNKNOWN.
absl::Status FromGrpcStatus(const grpc::Status& status);

/// `CODE_NAME: message`, always on one line, and with advice when TLS failed: what programs print
/// on stderr.
std::string Describe(const absl::Status& status);

/// The end of a unary handler: passes an OK `result` to `fill`, which writes it into the reply, and
/// returns the status for the call.
template <typename T, typename Fill>
grpc::Status Answer(absl::StatusOr<T> result, Fill fill) {
  const absl::Status status = result.status();
  if (status.ok()) fill(*std::move(result));
  return ToGrpcStatus(status);
}

}  // namespace workbook::rpc
