// TLS and tokens: from the files that a command line names to what gRPC is handed.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "rpc/peer.h"
#include "rpc/tokens.h"

namespace workbook::rpc {

/// How a server is reached, and how it tells who calls. Default: plaintext, and by anybody.
struct ServerSecurity {
  std::shared_ptr<grpc::ServerCredentials> credentials = grpc::InsecureServerCredentials();
  Peers peers;
};

/// The files of a server. Empty paths: not used.
struct ServerSecurityFiles {
  std::string certificate;  ///< PEM, with the chain; without it the server speaks plaintext
  std::string key;          ///< PEM; goes with `certificate`
  std::string client_ca;    ///< PEM; clients have to show a certificate of one of these authorities
  std::string tokens;       ///< protos/token_file.proto; calls have to come with one of these
};

/// Reads all of them now, so that a server with a broken one does not start. The status says which
/// and why in one line; FAILED_PRECONDITION for tokens or client_ca without a certificate.
absl::StatusOr<ServerSecurity> ReadServerSecurity(const ServerSecurityFiles& files,
                                                  TokenStore::Options options);

/// The files of a client. Empty paths: not used.
struct ClientSecurityFiles {
  std::string ca;  ///< PEM; the server has to show a certificate of one of these authorities
  std::string certificate;  ///< PEM; what the client shows if the server asks
  std::string key;          ///< PEM; goes with `certificate`
  std::string token;        ///< the secret on one line; goes with every call
};

/// Likewise; without `ca` the credentials are those of a plaintext channel, and nothing else may be
/// given. gRPC itself sends no token over plaintext.
absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> ReadChannelCredentials(
    const ClientSecurityFiles& files);

}  // namespace workbook::rpc
