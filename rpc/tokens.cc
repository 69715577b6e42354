#include "rpc/tokens.h"

#include <cerrno>
#include <cstdio>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "rpc/text.h"
#include "rpc/text_file.h"

namespace workbook::rpc {
namespace {

void LogToStderr(const std::string& line) { std::fprintf(stderr, "%s\n", Printable(line).c_str()); }

absl::StatusOr<Tokens> ReadTokens(const std::string& path) {
  const absl::StatusOr<std::string> text = ReadTextFile(path);
  if (!text.ok()) return text.status();
  return ParseTokens(*text, path);
}

}  // namespace

bool Credential::IsValid() const { return store_->IsValid(*this); }

TokenStore::Stamp TokenStore::StampOf(const std::string& path) {
  struct stat file;
  if (stat(path.c_str(), &file) != 0) return {};
  return {file.st_dev, file.st_ino, file.st_size, absl::TimeFromTimespec(file.st_mtim),
          absl::TimeFromTimespec(file.st_ctim)};
}

TokenStore::TokenStore(std::string path, Options options)
    : path_(std::move(path)), options_(std::move(options)) {}

absl::StatusOr<std::shared_ptr<TokenStore>> TokenStore::Open(std::string path) {
  return Open(std::move(path), Options());
}

absl::StatusOr<std::shared_ptr<TokenStore>> TokenStore::Open(std::string path, Options options) {
  if (options.log == nullptr) options.log = LogToStderr;
  std::shared_ptr<TokenStore> store(new TokenStore(std::move(path), std::move(options)));
  store->looked_ = store->options_.now();
  store->stamp_ = StampOf(store->path_);
  absl::StatusOr<Tokens> tokens = ReadTokens(store->path_);
  if (!tokens.ok()) return tokens.status();
  store->tokens_ = std::make_shared<const Tokens>(*std::move(tokens));
  return store;
}

absl::StatusOr<Credential> TokenStore::Check(absl::string_view secret) {
  ReloadIfChanged();
  const std::shared_ptr<const Tokens> tokens = this->tokens();
  const SecretDigest digest = Digest(secret);
  const auto found = tokens->find(digest);
  if (found == tokens->end()) return absl::UnauthenticatedError("the token is not known here");
  if (options_.now() >= found->second.expiry) {
    return absl::UnauthenticatedError("the token has expired");
  }
  return Credential(shared_from_this(), digest, found->second);
}

bool TokenStore::IsValid(const Credential& credential) {
  ReloadIfChanged();
  const std::shared_ptr<const Tokens> tokens = this->tokens();
  const auto found = tokens->find(credential.digest_);
  return found != tokens->end() && options_.now() < found->second.expiry &&
         found->second.name == credential.name() && found->second.admin == credential.admin();
}

std::shared_ptr<const Tokens> TokenStore::tokens() const {
  const std::lock_guard lock(tokens_mutex_);
  return tokens_;
}

void TokenStore::ReloadIfChanged() {
  const std::unique_lock reload(reload_mutex_, std::try_to_lock);
  if (!reload.owns_lock()) return;
  const absl::Time now = options_.now();
  const bool clock_went_back = now < looked_;
  if (now - looked_ < kCheckInterval && !clock_went_back) return;
  looked_ = now;
  // Before it is read: what changes meanwhile is seen the next time.
  const Stamp stamp = StampOf(path_);
  if (stamp == stamp_) return;
  stamp_ = stamp;

  absl::StatusOr<Tokens> read = ReadTokens(path_);
  if (!read.ok()) {
    broken_ = true;
    options_.log(absl::StrCat(read.status().message(), "; the tokens stay as they were"));
    return;
  }
  if (broken_) options_.log(absl::StrCat(path_, ": whole again"));
  broken_ = false;
  auto tokens = std::make_shared<const Tokens>(*std::move(read));
  const std::lock_guard lock(tokens_mutex_);
  tokens_ = std::move(tokens);
}

}  // namespace workbook::rpc
