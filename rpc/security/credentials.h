// TLS and tokens: from the files on a command line to the credentials that gRPC takes.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "rpc/security/peer.h"
#include "rpc/security/tokens.h"

namespace workbook::rpc::security {

/// How a server secures its port and identifies callers. Default: plaintext, open to anybody.
struct ServerSecurity {
  std::shared_ptr<grpc::ServerCredentials> credentials = grpc::InsecureServerCredentials();
  Peers peers;
};

/// The files of a server. Empty paths: not used.
struct ServerSecurityFiles {
  std::string certificate;  ///< PEM, with the chain; without it the server uses plaintext
  std::string key;          ///< PEM; required with `certificate`
  std::string client_ca;    ///< PEM; clients must present a certificate of one of these authorities
  std::string tokens;       ///< protos/token_file.proto; every call must carry one of these tokens
};

/// Reads all files now, so that a server with a broken one does not start. The status names the
/// file and the reason in one line; FAILED_PRECONDITION for tokens or client_ca without a
/// certificate.
absl::StatusOr<ServerSecurity> ReadServerSecurity(const ServerSecurityFiles& files,
                                                  TokenStore::Options options);

/// The files of a client. Empty paths: not used.
struct ClientSecurityFiles {
  std::string ca;  ///< PEM; the server must present a certificate of one of these authorities
  std::string certificate;  ///< PEM; presented when the server requests one
  std::string key;          ///< PEM; required with `certificate`
  std::string token;        ///< the secret on one line; sent with every call
};

/// The same for a client. Without `ca` the channel is plaintext and no other file may be given:
/// gRPC itself sends no token over plaintext.
absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> ReadChannelCredentials(
    const ClientSecurityFiles& files);

}  // namespace workbook::rpc::security
