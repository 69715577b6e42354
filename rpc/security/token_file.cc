#include "rpc/security/token_file.h"

#include <openssl/sha.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "base/text_format.h"
#include "token_file.pb.h"

namespace workbook::rpc::security {
namespace {

constexpr size_t kMinSecretBytes = 16;
constexpr size_t kMaxSecretBytes = 1024;
constexpr size_t kMaxNameBytes = 256;

bool IsName(absl::string_view name) {
  return !name.empty() && name.size() <= kMaxNameBytes && base::Printable(name) == name;
}

// RFC 3339 has no infinite times; Abseil's parser accepts some.
bool ParseExpiry(const std::string& text, absl::Time& expiry) {
  const bool starts_with_a_year = !text.empty() && absl::ascii_isdigit(text.front());
  return starts_with_a_year && absl::ParseTime(absl::RFC3339_full, text, &expiry, nullptr);
}

}  // namespace

SecretDigest Digest(absl::string_view secret) {
  SecretDigest digest;
  SHA256(reinterpret_cast<const unsigned char*>(secret.data()), secret.size(), digest.data());
  return digest;
}

bool IsSecret(absl::string_view text) {
  if (text.size() < kMinSecretBytes || text.size() > kMaxSecretBytes) return false;
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isalnum(c) || absl::string_view("-._~+/").find(c) != absl::string_view::npos;
  });
}

absl::StatusOr<Tokens> ParseTokens(absl::string_view text, absl::string_view name) {
  google::protobuf::TextFormat::ParseInfoTree locations;
  v1::TokenFile file;
  // Protobuf's message is dropped: it may quote a secret whose quotation mark is missing.
  if (const auto error = base::ParseTextFormat(text, file, &locations)) {
    return base::ErrorAtLine(name, error->line, "not a token file in protobuf text format");
  }

  Tokens tokens;
  const auto* field = v1::TokenFile::descriptor()->FindFieldByName("tokens");
  for (int i = 0; i < file.tokens_size(); ++i) {
    const v1::Token& token = file.tokens(i);
    const int line = base::LineOf(locations, field, i);
    if (!IsSecret(token.secret())) {
      return base::ErrorAtLine(
          name, line,
          "the token's secret is not 16 to 1024 letters, digits and -._~+/ with = at "
          "the end");
    }
    if (!IsName(token.name())) {
      return base::ErrorAtLine(
          name, line, "the token's name is not 1 to 256 bytes of text without control characters");
    }
    absl::Time expiry;
    if (!ParseExpiry(token.expiry(), expiry)) {
      return base::ErrorAtLine(
          name, line, "the token's expiry is not an RFC 3339 time such as 2030-01-31T12:00:00Z");
    }
    const bool is_new =
        tokens.emplace(Digest(token.secret()), Token{token.name(), expiry, token.admin()}).second;
    if (!is_new)
      return base::ErrorAtLine(name, line, "the token's secret is that of an earlier token");
  }
  return tokens;
}

}  // namespace workbook::rpc::security
