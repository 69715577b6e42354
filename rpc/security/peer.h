// Who makes a call, by its token, its certificate and its address.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "rpc/security/tokens.h"

namespace workbook::rpc::security {

/// The caller of one call.
struct Peer {
  /// Its token; nothing on a server without tokens. A long-lived stream keeps it and checks at
  /// intervals that it is still valid.
  std::optional<Credential> credential;
  /// The name in its certificate; nothing unless the server requests certificates.
  std::optional<std::string> certificate_name;
  /// Whether it may call the methods for administrators. Its token decides; on a server without
  /// tokens, every program of the same machine may.
  bool is_admin = false;

  /// False when its token has expired or was withdrawn since the call began.
  bool has_valid_token() const { return !credential || credential->IsValid(); }

  /// The name of its token, if it has one.
  std::optional<std::string> token_name() const {
    return credential ? std::optional(credential->name()) : std::nullopt;
  }
};

/// The status of a call whose token became invalid during the call.
inline absl::Status TokenNoLongerValid() {
  return absl::UnauthenticatedError("the token is no longer valid");
}

/// The name in the peer's certificate: its common name, else its first alternative name. Nothing
/// without TLS, or when the server has not verified a certificate.
std::optional<std::string> CertificateName(const grpc::ServerContextBase& context);

/// How a server identifies its callers. A handle, cheap to copy; thread-safe.
class Peers {
 public:
  /// For a server without tokens: every client may call.
  Peers() = default;
  /// For a server whose TokenGate checks `tokens`.
  explicit Peers(std::shared_ptr<TokenStore> tokens) : tokens_(std::move(tokens)) {}

  /// For a server without a port, whose callers are all in this process.
  static Peers OfThisProcess() {
    Peers peers;
    peers.in_process_ = true;
    return peers;
  }

  /// Whether every call must have a token.
  bool want_tokens() const { return tokens_ != nullptr; }

  /// The caller of this call. UNAUTHENTICATED when its token became invalid after the gate checked
  /// it. Call this while the call begins: it reads the call's metadata.
  absl::StatusOr<Peer> Of(const grpc::ServerContextBase& context) const;

 private:
  std::shared_ptr<TokenStore> tokens_;
  bool in_process_ = false;
};

}  // namespace workbook::rpc::security
