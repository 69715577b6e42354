// Bearer tokens in gRPC: the check that every call of a server passes.
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/security/auth_metadata_processor.h>

#include <map>
#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "rpc/security/tokens.h"

namespace workbook::rpc::security {

/// The credential of a call: its metadata entry `authorization: Bearer SECRET`, as in OAuth (RFC
/// 6750). UNAUTHENTICATED when there is not exactly one entry, or when the token is not valid.
absl::StatusOr<Credential> CheckBearer(
    TokenStore& tokens, const std::multimap<grpc::string_ref, grpc::string_ref>& metadata);

/// Refuses every call without a valid token: also to health and reflection, and to methods that do
/// not exist. Set it on a server's credentials. It passes nothing to the handler: the AuthContext
/// belongs to the connection, whose calls may carry the tokens of several people, and gRPC does not
/// lock it. A handler identifies its caller with Peers.
class TokenGate final : public grpc::AuthMetadataProcessor {
 public:
  explicit TokenGate(std::shared_ptr<TokenStore> tokens) : tokens_(std::move(tokens)) {}

  /// A lookup in memory needs no thread of its own.
  bool IsBlocking() const override { return false; }

  grpc::Status Process(const InputMetadata& metadata, grpc::AuthContext* context,
                       OutputMetadata* consumed, OutputMetadata* response) override;

 private:
  const std::shared_ptr<TokenStore> tokens_;
};

}  // namespace workbook::rpc::security
