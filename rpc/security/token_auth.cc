#include "rpc/security/token_auth.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

namespace workbook::rpc::security {

absl::StatusOr<Credential> CheckBearer(
    TokenStore& tokens, const std::multimap<grpc::string_ref, grpc::string_ref>& metadata) {
  constexpr absl::string_view kScheme = "Bearer ";
  const auto [first, last] = metadata.equal_range("authorization");
  if (first == last) {
    return absl::UnauthenticatedError("a token is needed: authorization: Bearer TOKEN");
  }
  // With two of them, a proxy in front may have checked the other one.
  if (std::next(first) != last) {
    return absl::UnauthenticatedError("more than one authorization entry");
  }
  const absl::string_view value(first->second.data(), first->second.size());
  if (!absl::StartsWithIgnoreCase(value, kScheme)) {
    return absl::UnauthenticatedError("the authorization entry is not: Bearer TOKEN");
  }
  return tokens.Check(value.substr(kScheme.size()));
}

grpc::Status TokenGate::Process(const InputMetadata& metadata, grpc::AuthContext* /*context*/,
                                OutputMetadata* /*consumed*/, OutputMetadata* /*response*/) {
  const absl::Status status = CheckBearer(*tokens_, metadata).status();
  if (status.ok()) return grpc::Status::OK;
  return grpc::Status(grpc::StatusCode::UNAUTHENTICATED, std::string(status.message()));
}

}  // namespace workbook::rpc::security
