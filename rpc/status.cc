#include "rpc/status.h"

#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "rpc/security/tls_advice.h"

namespace workbook::rpc {

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const std::string message(status.message());
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()),
                      base::IsValidUtf8(message) ? message : base::Printable(message));
}

absl::Status FromGrpcStatus(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  // absl::Status itself maps an unknown code to UNKNOWN.
  return absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
}

std::string Describe(const absl::Status& status) {
  const absl::string_view advice = security::TlsAdvice(status);
  const std::string message = base::Printable(std::string(status.message()));
  return absl::StrCat(absl::StatusCodeToString(status.code()), message.empty() ? "" : ": ", message,
                      advice.empty() ? "" : "; ", advice);
}

}  // namespace workbook::rpc
