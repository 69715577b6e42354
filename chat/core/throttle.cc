#include "chat/core/throttle.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace workbook::chat::core {
namespace {

// The status payload that carries the delay, in whole milliseconds.
constexpr char kRetryDelay[] = "workbook/retry-delay-ms";

absl::Status TooFast(absl::Duration delay) {
  // Rounded up: a retry after this delay succeeds.
  const int64_t ms = absl::ToInt64Milliseconds(absl::Ceil(delay, absl::Milliseconds(1)));
  absl::Status status =
      absl::ResourceExhaustedError(absl::StrCat("too fast: try again in ", ms, " ms"));
  status.SetPayload(kRetryDelay, absl::Cord(absl::StrCat(ms)));
  return status;
}

}  // namespace

std::optional<absl::Duration> RetryDelay(const absl::Status& status) {
  const auto payload = status.GetPayload(kRetryDelay);
  int64_t ms = 0;
  if (!payload.has_value() || !absl::SimpleAtoi(std::string(*payload), &ms)) return std::nullopt;
  return absl::Milliseconds(ms);
}

absl::StatusOr<absl::Duration> Throttle::Reserve(const RateLimitKey& caller, absl::Time now,
                                                 absl::Duration longest) {
  if (unlimited_) return absl::ZeroDuration();
  const base::MutexLock lock(mutex_);
  // A connection's name contains no space.
  double& sender = senders_.TokensOf(absl::StrCat(caller.connection, " ", caller.name), now);
  absl::Duration wait = senders_.TimeFor(1 - sender);
  if (wait > longest) return TooFast(wait);
  if (!caller.connection.empty()) {
    double& connection = connections_.TokensOf(std::string(caller.connection), now);
    wait = std::max(wait, connections_.TimeFor(1 - connection));
    // A delay for one token would bring all senders of the connection back to compete for it.
    if (wait > longest) return TooFast(connections_.TimeFor(kSendersOnAConnection - connection));
    connection -= 1;
  }
  sender -= 1;
  return std::max(wait, absl::ZeroDuration());
}

size_t Throttle::size() const {
  const base::MutexLock lock(mutex_);
  return senders_.size();
}

double& Throttle::Buckets::TokensOf(const std::string& key, absl::Time now) {
  if (buckets_.size() >= sweep_at_) EvictFull(now);
  Bucket& bucket = buckets_.try_emplace(key, Bucket{rate_.burst, now}).first->second;
  // Also when the clock was set back: the bucket would not fill until the clock had caught up.
  bucket = {TokensAt(bucket, now), now};
  return bucket.tokens;
}

double Throttle::Buckets::TokensAt(const Bucket& bucket, absl::Time now) const {
  const double seconds = std::max(0.0, absl::ToDoubleSeconds(now - bucket.filled));
  return std::min(rate_.burst, bucket.tokens + seconds * rate_.per_second);
}

void Throttle::Buckets::EvictFull(absl::Time now) {
  // A full bucket behaves as a new one.
  absl::erase_if(buckets_,
                 [&](const auto& entry) { return TokensAt(entry.second, now) >= rate_.burst; });
  sweep_at_ = std::max<size_t>(1'024, 2 * buckets_.size());
}

}  // namespace workbook::chat::core
