#include "rpc/security/peer.h"

#include <grpc/grpc_security_constants.h>

#include <vector>

#include "absl/strings/match.h"
#include "rpc/security/token_auth.h"

namespace workbook::rpc::security {
namespace {

std::optional<std::string> FirstProperty(const grpc::AuthContext& context, const char* name) {
  const std::vector<grpc::string_ref> values = context.FindPropertyValues(name);
  if (values.empty() || values.front().empty()) return std::nullopt;
  return std::string(values.front().data(), values.front().size());
}

// A proxy on this machine has a loopback address, but its clients may be elsewhere.
bool CameThroughAProxy(const grpc::ServerContextBase& context) {
  for (const auto& [key, value] : context.client_metadata()) {
    const absl::string_view name(key.data(), key.size());
    if (name == "via" || name == "forwarded" || absl::StartsWith(name, "x-forwarded-") ||
        absl::StartsWith(name, "x-envoy-")) {
      return true;
    }
  }
  return false;
}

// A URI, with escaped brackets. What an in-process caller has depends on the version of gRPC
// ("unknown", nothing) and counts for nothing here: others may have no address either.
bool IsOnThisMachine(const grpc::ServerContextBase& context) {
  const std::string peer = context.peer();
  return absl::StartsWith(peer, "ipv4:127.") || absl::StartsWith(peer, "ipv6:%5B::1%5D:") ||
         absl::StartsWith(peer, "ipv6:[::1]:") || absl::StartsWith(peer, "ipv6:%5B::ffff:127.") ||
         absl::StartsWith(peer, "unix:");
}

}  // namespace

std::optional<std::string> CertificateName(const grpc::ServerContextBase& context) {
  const std::shared_ptr<const grpc::AuthContext> auth = context.auth_context();
  if (auth == nullptr || !auth->IsPeerAuthenticated()) return std::nullopt;
  if (auto name = FirstProperty(*auth, GRPC_X509_CN_PROPERTY_NAME)) return name;
  return FirstProperty(*auth, GRPC_X509_SAN_PROPERTY_NAME);
}

absl::StatusOr<Peer> Peers::Of(const grpc::ServerContextBase& context) const {
  Peer peer;
  peer.certificate_name = CertificateName(context);
  if (tokens_ == nullptr) {
    peer.is_admin = (in_process_ || IsOnThisMachine(context)) && !CameThroughAProxy(context);
    return peer;
  }
  absl::StatusOr<Credential> credential = CheckBearer(*tokens_, context.client_metadata());
  if (!credential.ok()) return credential.status();
  peer.is_admin = credential->admin();
  peer.credential = *std::move(credential);
  return peer;
}

}  // namespace workbook::rpc::security
