// One who speaks too fast is asked to wait, and nobody else is: a token bucket for each sender.
#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "chat/limits.h"

namespace workbook::chat {

/// Thread-safe.
class Throttle {
 public:
  explicit Throttle(SendRate rate) : rate_(rate) {}

  /// OK when `sender` may speak now; else RESOURCE_EXHAUSTED, of which RetryDelay tells how long to
  /// wait.
  absl::Status Admit(const std::string& sender, absl::Time now);

  /// How many senders are remembered: those who spoke within the time in which a bucket fills up.
  size_t size() const;

 private:
  struct Bucket {
    double tokens;  // as of `filled`
    absl::Time filled;
  };

  double TokensAt(const Bucket& bucket, absl::Time now) const;
  void ForgetTheSilent(absl::Time now);

  const SendRate rate_;
  mutable std::mutex mutex_;
  absl::flat_hash_map<std::string, Bucket> buckets_;
  size_t sweep_at_ = 1'024;
};

/// How long to wait before what failed with `status` is tried again; nothing when it does not say.
std::optional<absl::Duration> RetryDelay(const absl::Status& status);

}  // namespace workbook::chat
