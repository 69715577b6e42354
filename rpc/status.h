// Where absl::Status, which domain code and client classes speak, meets grpc::Status.
#pragma once

#include <grpcpp/support/status.h>

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace workbook::rpc {

/// The same code and message: both libraries number the codes alike (google.rpc.Code). A message
/// that is no valid UTF-8 is made printable first, for the trailer promises text.
grpc::Status ToGrpcStatus(const absl::Status& status);

/// The way back, for client classes. A code that the standard does not know is UNKNOWN.
absl::Status FromGrpcStatus(const grpc::Status& status);

/// `CODE_NAME: message`, on one line whatever the server wrote, and with what to look at when TLS
/// failed: what programs print on stderr.
std::string Describe(const absl::Status& status);

/// Ends a unary handler: hands an OK `result` to `fill`, which writes it into the reply, and
/// returns the status to finish the call with.
template <typename T, typename Fill>
grpc::Status Answer(absl::StatusOr<T> result, Fill fill) {
  const absl::Status status = result.status();
  if (status.ok()) fill(*std::move(result));
  return ToGrpcStatus(status);
}

}  // namespace workbook::rpc
