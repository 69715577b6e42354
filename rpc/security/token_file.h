// A file of bearer tokens, read and checked, as a table to look tokens up in. Free of gRPC.
#pragma once

#include <array>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace workbook::rpc::security {

/// What a token grants.
struct Token {
  std::string name;   ///< of its owner
  absl::Time expiry;  ///< invalid from this moment on
  bool admin = false;
};

/// SHA-256 of a secret, stored and compared instead of it: the time of a lookup reveals nothing
/// about the secrets, because an attacker cannot choose the digest of a guess.
using SecretDigest = std::array<unsigned char, 32>;

SecretDigest Digest(absl::string_view secret);

/// Whether `text` is a valid secret, which can stand in a header: see protos/token_file.proto.
bool IsSecret(absl::string_view text);

using Tokens = absl::flat_hash_map<SecretDigest, Token>;

/// Reads a workbook.rpc.v1.TokenFile in protobuf text format. INVALID_ARGUMENT with one line,
/// `name:LINE: reason`, when it does not parse or a token breaks the rules of
/// protos/token_file.proto. The reason never quotes the file, because it could quote a secret.
absl::StatusOr<Tokens> ParseTokens(absl::string_view text, absl::string_view name);

}  // namespace workbook::rpc::security
