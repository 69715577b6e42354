#include "rpc/security/tokens.h"

#include <cerrno>
#include <cstdio>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "base/text_file.h"

namespace workbook::rpc::security {
namespace {

void LogToStderr(const std::string& line) {
  std::fprintf(stderr, "%s\n", base::Printable(line).c_str());
}

absl::StatusOr<Tokens> ReadTokens(const std::string& path) {
  const absl::StatusOr<std::string> text = base::ReadTextFile(path);
  if (!text.ok()) return text.status();
  return ParseTokens(*text, path);
}

}  // namespace

bool Credential::IsValid() const { return store_->IsValid(*this); }

TokenStore::Stamp TokenStore::StampOf(const std::string& path) {
  struct stat file;
  if (stat(path.c_str(), &file) != 0) return {};
  return {file.st_dev,
          file.st_ino,
          file.st_size,
          S_ISREG(file.st_mode),
          absl::TimeFromTimespec(file.st_mtim),
          absl::TimeFromTimespec(file.st_ctim)};
}

TokenStore::TokenStore(std::string path, Options options)
    : path_(std::move(path)),
      options_(std::move(options)),
      checked_(options_.now()),
      stamp_(StampOf(path_)) {}

absl::StatusOr<std::shared_ptr<TokenStore>> TokenStore::Open(std::string path) {
  return Open(std::move(path), Options());
}

absl::StatusOr<std::shared_ptr<TokenStore>> TokenStore::Open(std::string path, Options options) {
  if (options.log == nullptr) options.log = LogToStderr;
  std::shared_ptr<TokenStore> store(new TokenStore(std::move(path), std::move(options)));
  const absl::Status loaded = store->Load();
  if (!loaded.ok()) return loaded;
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
  const base::MutexLock lock(tokens_mutex_);
  return tokens_;
}

void TokenStore::ReloadIfChanged() {
  if (!reload_mutex_.TryLock()) return;
  const base::MutexLock reload(reload_mutex_, std::adopt_lock);
  const absl::Time now = options_.now();
  const bool clock_went_back = now < checked_;
  if (now - checked_ < kCheckInterval && !clock_went_back) return;
  checked_ = now;
  // The stamp is taken before the file is read: the next check sees a change made meanwhile.
  const Stamp stamp = StampOf(path_);
  if (stamp == stamp_) return;
  stamp_ = stamp;

  // A pipe would block this call, and others with it, until somebody writes into it.
  const absl::Status loaded =
      stamp.regular ? Load()
                    : absl::FailedPreconditionError(absl::StrCat(path_, ": not a regular file"));
  if (!loaded.ok()) {
    options_.log(absl::StrCat(loaded.message(), "; the tokens stay as they were"));
  } else if (broken_) {
    options_.log(absl::StrCat(path_, ": valid again"));
  }
  broken_ = !loaded.ok();
}

absl::Status TokenStore::Load() {
  absl::StatusOr<Tokens> read = ReadTokens(path_);
  if (!read.ok()) return read.status();
  auto tokens = std::make_shared<const Tokens>(*std::move(read));
  const base::MutexLock lock(tokens_mutex_);
  tokens_ = std::move(tokens);
  return absl::OkStatus();
}

}  // namespace workbook::rpc::security
