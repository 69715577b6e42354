#include "rpc/status.h"

#include "absl/strings/str_cat.h"
#include "rpc/text.h"
#include "rpc/tls_advice.h"

namespace workbook::rpc {

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const std::string message(status.message());
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()),
                      IsValidUtf8(message) ? message : Printable(message));
}

absl::Status FromGrpcStatus(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  // absl::Status itself maps a code outside the standard to UNKNOWN.
  return absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
}

std::string Describe(const absl::Status& status) {
  const absl::string_view advice = TlsAdvice(status);
  const std::string message = Printable(std::string(status.message()));
  return absl::StrCat(absl::StatusCodeToString(status.code()), message.empty() ? "" : ": ", message,
                      advice.empty() ? "" : "; ", advice);
}

}  // namespace workbook::rpc
