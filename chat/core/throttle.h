// Rate limits: one token bucket per sender, plus one per connection when names are
// unauthenticated. A sender that is too fast waits; the others do not.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "chat/core/limits.h"

namespace workbook::chat::core {

/// Which buckets a send or a join takes a token from.
struct RateLimitKey {
  absl::string_view name;
  /// The caller's connection, on a server without tokens. Then a name's bucket belongs to that name
  /// on this connection, so that no other client can empty it, and all names of the connection
  /// share a bucket of kSendersOnAConnection times the size. Empty when a token authenticates the
  /// name: then one bucket serves all its connections.
  absl::string_view connection = {};
};

/// Thread-safe.
class Throttle {
 public:
  explicit Throttle(SendRate rate)
      : unlimited_(rate.per_second <= 0),
        senders_(rate),
        connections_({.per_second = kSendersOnAConnection * rate.per_second,
                      .burst = kSendersOnAConnection * rate.burst}) {}

  /// Takes a token from each of the caller's buckets. RESOURCE_EXHAUSTED when one is empty; then
  /// RetryDelay of the status is how long to wait.
  absl::Status Admit(const RateLimitKey& caller, absl::Time now) {
    return Reserve(caller, now, absl::ZeroDuration()).status();
  }

  /// The same for a caller that can wait up to `longest`: takes tokens that the buckets will have
  /// by then. Returns how long to wait. Reservations are served in their order.
  absl::StatusOr<absl::Duration> Reserve(const RateLimitKey& caller, absl::Time now,
                                         absl::Duration longest);

  /// How many senders have a bucket: those that sent within the time in which a bucket fills up.
  size_t size() const;

 private:
  // Not thread-safe.
  class Buckets {
   public:
    explicit Buckets(SendRate rate) : rate_(rate) {}
    // The tokens in the bucket of `key` now. The reference holds until the next call.
    double& TokensOf(const std::string& key, absl::Time now);
    absl::Duration TimeFor(double tokens) const { return absl::Seconds(tokens / rate_.per_second); }
    size_t size() const { return buckets_.size(); }

   private:
    struct Bucket {
      double tokens;  // as of `filled`; below 0: reserved
      absl::Time filled;
    };

    double TokensAt(const Bucket& bucket, absl::Time now) const;
    void EvictFull(absl::Time now);

    const SendRate rate_;
    absl::flat_hash_map<std::string, Bucket> buckets_;
    size_t sweep_at_ = 1'024;
  };

  const bool unlimited_;
  mutable base::Mutex mutex_;
  Buckets senders_ ABSL_GUARDED_BY(mutex_);
  Buckets connections_ ABSL_GUARDED_BY(mutex_);
};

/// How long to wait before a retry of the call that ended with `status`; nothing when it is not
/// set.
std::optional<absl::Duration> RetryDelay(const absl::Status& status);

}  // namespace workbook::chat::core
