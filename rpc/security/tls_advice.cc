#include "rpc/security/tls_advice.h"

#include "absl/strings/match.h"

namespace workbook::rpc::security {
namespace {

struct Advice {
  absl::string_view symptom;  // a part of gRPC's message
  absl::string_view meaning;
};

constexpr Advice kAdvice[] = {
    {"certificate verify failed",
     "TLS: the server's certificate is not from the authority in --tls-ca, or not valid today"},
    {"is not in peer certificate", "TLS: the server's certificate is for other names than --host"},
    {"wrong version number", "TLS: the server seems to use plaintext; --tls-ca is for TLS"},
    // Neither has a reason: the server closes a connection that does not use TLS and, in TLS 1.3,
    // one without the certificate that it requires, after the client has finished its handshake.
    {"Socket closed",
     "TLS: the server may want it, --tls-ca, or a certificate that it trusts, --tls-cert"},
    {"Connection reset by peer",
     "TLS: the server may want it, --tls-ca, or a certificate that it trusts, --tls-cert"},
};

}  // namespace

absl::string_view TlsAdvice(const absl::Status& status) {
  // Without this part the connection was established, and TLS did not end it.
  const bool while_connecting = absl::StrContains(status.message(), "failed to connect to all");
  if (!absl::IsUnavailable(status) || !while_connecting) return "";
  for (const Advice& advice : kAdvice) {
    if (absl::StrContains(status.message(), advice.symptom)) return advice.meaning;
  }
  return "";
}

}  // namespace workbook::rpc::security
