// Who may call: bearer tokens from a file that may change while the server runs. Free of gRPC.
#pragma once

#include <sys/stat.h>

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "rpc/token_file.h"

namespace workbook::rpc {

class TokenStore;

/// What a valid token gave. It can be kept for as long as its caller stays, and asked again.
/// Thread-safe.
class Credential {
 public:
  const std::string& name() const { return name_; }
  bool admin() const { return admin_; }

  /// Whether the token would still open what it opened: it has not expired, and is in the file with
  /// the same name and rights. As cheap as a lookup; about once a second it looks at the file.
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

/// The tokens of one file. Whoever asks also looks, at most once a second, whether the file has
/// changed; a file that is broken then leaves the tokens as they were. Thread-safe: one caller
/// reads the file, the others meanwhile go by what was read before.
class TokenStore : public std::enable_shared_from_this<TokenStore> {
 public:
  /// How long a changed file may go unseen while calls come.
  static constexpr absl::Duration kCheckInterval = absl::Seconds(1);

  struct Options {
    std::function<absl::Time()> now = absl::Now;
    /// Takes one line, without a secret: the file is broken, or is whole again. Default: stderr.
    std::function<void(const std::string& line)> log = nullptr;
  };

  /// Reads `path`. The status names it: NOT_FOUND and the like when it cannot be read, and as
  /// ParseTokens says.
  static absl::StatusOr<std::shared_ptr<TokenStore>> Open(std::string path, Options options);
  static absl::StatusOr<std::shared_ptr<TokenStore>> Open(std::string path);

  /// Whose `secret` it is. UNAUTHENTICATED when no token has it, or when that has expired.
  absl::StatusOr<Credential> Check(absl::string_view secret);

 private:
  friend class Credential;

  // What is asked of the file system to see whether a file is another one than before.
  struct Stamp {
    dev_t device = 0;
    ino_t inode = 0;
    off_t bytes = -1;  // there is no file
    absl::Time modified;
    absl::Time changed;
    bool operator==(const Stamp&) const = default;
  };
  static Stamp StampOf(const std::string& path);

  TokenStore(std::string path, Options options);
  void ReloadIfChanged();
  std::shared_ptr<const Tokens> tokens() const;
  bool IsValid(const Credential& credential);

  const std::string path_;
  const Options options_;

  std::mutex reload_mutex_;  // who holds it looks at the file
  absl::Time looked_;        // guarded by reload_mutex_, as the next two
  Stamp stamp_;
  bool broken_ = false;

  mutable std::mutex tokens_mutex_;
  std::shared_ptr<const Tokens> tokens_;  // guarded by tokens_mutex_
};

}  // namespace workbook::rpc
