// Where bearer tokens meet gRPC: the gate that every call of a server passes.
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/security/auth_metadata_processor.h>

#include <map>
#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "rpc/tokens.h"

namespace workbook::rpc {

/// Whose token a call came with: its one metadata entry `authorization: Bearer SECRET`, as OAuth
/// has it (RFC 6750). UNAUTHENTICATED when there is none, or not a valid one.
absl::StatusOr<Credential> CheckBearer(
    TokenStore& tokens, const std::multimap<grpc::string_ref, grpc::string_ref>& metadata);

/// Lets a call pass only with a valid token: those of health and reflection too, and those of
/// methods that do not exist. Set it on a server's credentials. It tells the handler nothing: the
/// AuthContext that it is handed belongs to the connection, and on one connection calls may come
/// with the tokens of several people; gRPC does not even lock it. See Peers for who calls.
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

}  // namespace workbook::rpc
