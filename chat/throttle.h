// One who speaks too fast is asked to wait, and nobody else is: a token bucket for each sender, and
// where names cost nothing one for each connection.
#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "chat/limits.h"

namespace workbook::chat {

/// Who speaks, or comes into a room.
struct Payer {
  absl::string_view name;
  /// Where its call came from, as long as the name is only claimed: then the name is that of this
  /// connection alone, so that nobody can use up what another of that name may say, and all names
  /// of the connection have together what kSendersOnAConnection have. Empty when a token vouches
  /// for the name, wherever it comes from.
  absl::string_view connection = {};
};

/// Thread-safe.
class Throttle {
 public:
  explicit Throttle(SendRate rate)
      : senders_(rate),
        connections_({.per_second = kSendersOnAConnection * rate.per_second,
                      .burst = kSendersOnAConnection * rate.burst}) {}

  /// OK when `payer` may do it now; else RESOURCE_EXHAUSTED, of which RetryDelay tells how long to
  /// wait.
  absl::Status Admit(const Payer& payer, absl::Time now);

  /// How many senders are remembered: those who spoke within the time in which a bucket fills up.
  size_t size() const;

 private:
  // Not thread-safe.
  class Buckets {
   public:
    explicit Buckets(SendRate rate) : rate_(rate) {}
    bool are_without_bottom() const { return rate_.per_second <= 0; }
    // What is in the bucket of `key` now. To be taken from before the next call.
    double& TokensOf(const std::string& key, absl::Time now);
    absl::Duration TimeFor(double tokens) const { return absl::Seconds(tokens / rate_.per_second); }
    size_t size() const { return buckets_.size(); }

   private:
    struct Bucket {
      double tokens;  // as of `filled`
      absl::Time filled;
    };

    double TokensAt(const Bucket& bucket, absl::Time now) const;
    void ForgetTheSilent(absl::Time now);

    const SendRate rate_;
    absl::flat_hash_map<std::string, Bucket> buckets_;
    size_t sweep_at_ = 1'024;
  };

  mutable std::mutex mutex_;
  Buckets senders_;
  Buckets connections_;
};

/// How long to wait before what failed with `status` is tried again; nothing when it does not say.
std::optional<absl::Duration> RetryDelay(const absl::Status& status);

}  // namespace workbook::chat
