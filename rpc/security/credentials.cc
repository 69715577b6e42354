#include "rpc/security/credentials.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/text_file.h"
#include "rpc/security/pem.h"
#include "rpc/security/token_auth.h"

namespace workbook::rpc::security {
namespace {

absl::StatusOr<std::string> ReadSecret(const std::string& path) {
  absl::StatusOr<std::string> text = base::ReadTextFile(path);
  if (!text.ok()) return text.status();
  std::string secret(absl::StripAsciiWhitespace(*text));
  if (!IsSecret(secret)) {
    return absl::InvalidArgumentError(absl::StrCat(
        path, ": not a token: 16 to 1024 letters, digits and -._~+/ with = at the end"));
  }
  return secret;
}

}  // namespace

absl::StatusOr<ServerSecurity> ReadServerSecurity(const ServerSecurityFiles& files,
                                                  TokenStore::Options options) {
  if (files.certificate.empty()) {
    if (files.tokens.empty() && files.client_ca.empty()) return ServerSecurity();
    return absl::FailedPreconditionError(
        "tokens and client certificates are for TLS only: a server certificate is needed");
  }
  const bool request_certificates = !files.client_ca.empty();
  grpc::SslServerCredentialsOptions tls(
      request_certificates ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
                           : GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE);
  absl::StatusOr<KeyPair> pair = ReadKeyPair(files.certificate, files.key);
  if (!pair.ok()) return pair.status();
  tls.pem_key_cert_pairs = {{std::move(pair->key), std::move(pair->certificate)}};
  if (request_certificates) {
    absl::StatusOr<std::string> authorities = ReadAuthorities(files.client_ca);
    if (!authorities.ok()) return authorities.status();
    tls.pem_root_certs = *std::move(authorities);
  }

  ServerSecurity security;
  security.credentials = grpc::SslServerCredentials(tls);
  if (!files.tokens.empty()) {
    auto tokens = TokenStore::Open(files.tokens, std::move(options));
    if (!tokens.ok()) return tokens.status();
    security.credentials->SetAuthMetadataProcessor(std::make_shared<TokenGate>(*tokens));
    security.peers = Peers(*std::move(tokens));
  }
  return security;
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> ReadChannelCredentials(
    const ClientSecurityFiles& files) {
  if (files.ca.empty()) {
    if (files.certificate.empty() && files.token.empty()) return grpc::InsecureChannelCredentials();
    return absl::FailedPreconditionError(
        "tokens and client certificates are for TLS only: the server's authority is needed");
  }
  absl::StatusOr<std::string> authorities = ReadAuthorities(files.ca);
  if (!authorities.ok()) return authorities.status();
  grpc::SslCredentialsOptions tls;
  tls.pem_root_certs = *std::move(authorities);
  if (!files.certificate.empty()) {
    absl::StatusOr<KeyPair> pair = ReadKeyPair(files.certificate, files.key);
    if (!pair.ok()) return pair.status();
    tls.pem_cert_chain = std::move(pair->certificate);
    tls.pem_private_key = std::move(pair->key);
  }
  std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::SslCredentials(tls);
  if (files.token.empty()) return credentials;
  const absl::StatusOr<std::string> secret = ReadSecret(files.token);
  if (!secret.ok()) return secret.status();
  return grpc::CompositeChannelCredentials(credentials, grpc::AccessTokenCredentials(*secret));
}

}  // namespace workbook::rpc::security
