// Who is at the other end of a call: what a token, a certificate and the address say.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "rpc/tokens.h"

namespace workbook::rpc {

/// The caller of one call.
struct Peer {
  /// What its token gave; nothing on a server without tokens. A stream that lasts keeps it, and
  /// asks it now and then whether it is still valid.
  std::optional<Credential> credential;
  /// The name in its certificate; nothing unless the server asks for certificates.
  std::optional<std::string> certificate_name;
  /// Whether it may ask what only those who run the server should: its token says so; on a server
  /// without tokens, it is a program of the same machine.
  bool is_admin = false;

  /// False when it came with a token that has expired or was withdrawn since.
  bool has_valid_token() const { return !credential || credential->IsValid(); }

  /// The name that its token is bound to, if there is one.
  std::optional<std::string> token_name() const {
    return credential ? std::optional(credential->name()) : std::nullopt;
  }
};

/// What a call ends with whose token has become invalid while it lasted: UNAUTHENTICATED.
inline absl::Status TokenNoLongerValid() {
  return absl::UnauthenticatedError("the token is no longer valid");
}

/// The name in the certificate that the peer has shown: its common name, else its first alternative
/// name. Nothing without TLS, and unless the server has verified a certificate.
std::optional<std::string> CertificateName(const grpc::ServerContextBase& context);

/// How a server tells who calls it. A handle, cheap to copy; thread-safe.
class Peers {
 public:
  /// Of a server without tokens: whoever reaches it may call.
  Peers() = default;
  /// Of a server whose TokenGate goes by `tokens`.
  explicit Peers(std::shared_ptr<TokenStore> tokens) : tokens_(std::move(tokens)) {}

  /// Whether no call comes without a token.
  bool want_tokens() const { return tokens_ != nullptr; }

  /// Who makes this call. UNAUTHENTICATED when its token has become invalid since the gate let it
  /// in. Ask when the call begins, as its metadata goes with it.
  absl::StatusOr<Peer> Of(const grpc::ServerContextBase& context) const;

 private:
  std::shared_ptr<TokenStore> tokens_;
};

}  // namespace workbook::rpc
