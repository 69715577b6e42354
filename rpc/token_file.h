// A file of bearer tokens: read, checked, and made into what a lookup needs. Free of gRPC.
#pragma once

#include <array>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace workbook::rpc {

/// What a token says of its owner.
struct Token {
  std::string name;
  absl::Time expiry;  ///< from this moment on it is worth nothing
  bool admin = false;
};

/// SHA-256 of a secret, in whose place it is kept and compared: how long it takes to find one says
/// nothing about the secrets, since nobody can choose the digest of what he guesses.
using SecretDigest = std::array<unsigned char, 32>;

SecretDigest Digest(absl::string_view secret);

/// Whether `text` can be a secret, and travel in a header as it is: see protos/token_file.proto.
bool IsSecret(absl::string_view text);

using Tokens = absl::flat_hash_map<SecretDigest, Token>;

/// Reads a workbook.rpc.v1.TokenFile in protobuf text format. INVALID_ARGUMENT with one line,
/// `name:LINE: reason`, when it does not parse or a token is not as the contract has it. The reason
/// never quotes the file, for it might quote a secret.
absl::StatusOr<Tokens> ParseTokens(absl::string_view text, absl::string_view name);

}  // namespace workbook::rpc
