// Bearer tokens from a file that may change while the server runs. Free of gRPC.
#pragma once

#include <sys/stat.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "rpc/security/token_file.h"

namespace workbook::rpc::security {

class TokenStore;

/// A valid token, without its secret. A long-lived call keeps it and checks it again. Thread-safe.
class Credential {
 public:
  const std::string& name() const { return name_; }
  bool admin() const { return admin_; }

  /// Whether the token is still valid: it has not expired, and is in the file with the same name
  /// and rights. As cheap as a lookup; about once a second it also checks the file.
  bool IsValid() const;

 private:
  friend class TokenStore;
  Credential(std::shared_ptr<TokenStore> store, const SecretDigest& digest, const Token& token)
      : store_(std::move(store)), digest_(digest), name_(token.name), admin_(token.admin) {}

  std::shared_ptr<TokenStore> store_;
  SecretDigest digest_;
  std::string name_;
  bool admin_;
};

/// The tokens of one file. At most once a second a caller also checks whether the file has changed;
/// a broken file leaves the tokens as they were. Thread-safe: one caller reads the file, while the
/// others use the earlier tokens.
class TokenStore : public std::enable_shared_from_this<TokenStore> {
 public:
  /// How long a change of the file may go unnoticed while calls arrive.
  static constexpr absl::Duration kCheckInterval = absl::Seconds(1);

  struct Options {
    std::function<absl::Time()> now = absl::Now;
    /// Takes one line, without a secret: the file is broken, or is valid again. Default: stderr.
    std::function<void(const std::string& line)> log = nullptr;
  };

  /// Reads `path`. The status names it: NOT_FOUND or the like when it cannot be read, or the status
  /// of ParseTokens.
  static absl::StatusOr<std::shared_ptr<TokenStore>> Open(std::string path, Options options);
  static absl::StatusOr<std::shared_ptr<TokenStore>> Open(std::string path);

  /// The token with this secret. UNAUTHENTICATED when there is none, or when it has expired.
  absl::StatusOr<Credential> Check(absl::string_view secret);

 private:
  friend class Credential;

  // What the file system reports of a file; another stamp means that the file has changed.
  struct Stamp {
    dev_t device = 0;
    ino_t inode = 0;
    off_t bytes = -1;  // no file
    bool regular = true;
    absl::Time modified;
    absl::Time changed;
    bool operator==(const Stamp&) const = default;
  };
  static Stamp StampOf(const std::string& path);

  TokenStore(std::string path, Options options);
  void ReloadIfChanged();
  absl::Status Load();
  std::shared_ptr<const Tokens> tokens() const;
  bool IsValid(const Credential& credential);

  const std::string path_;
  const Options options_;

  base::Mutex reload_mutex_;  // its holder checks the file
  absl::Time checked_ ABSL_GUARDED_BY(reload_mutex_);
  Stamp stamp_ ABSL_GUARDED_BY(reload_mutex_);
  bool broken_ ABSL_GUARDED_BY(reload_mutex_) = false;

  mutable base::Mutex tokens_mutex_;
  std::shared_ptr<const Tokens> tokens_ ABSL_GUARDED_BY(tokens_mutex_);
};

}  // namespace workbook::rpc::security
