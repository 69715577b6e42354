#include "chat/throttle.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace workbook::chat {
namespace {

// The name under which a status carries its delay, in whole milliseconds.
constexpr char kRetryDelay[] = "workbook/retry-delay-ms";

absl::Status TooFast(absl::Duration delay) {
  // Rounded up: one who comes back then is not sent away again.
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

absl::Status Throttle::Admit(const Payer& payer, absl::Time now) {
  if (senders_.are_without_bottom()) return absl::OkStatus();
  const std::scoped_lock lock(mutex_);
  // A connection has no space in it.
  double& sender = senders_.TokensOf(absl::StrCat(payer.connection, " ", payer.name), now);
  if (sender < 1) return TooFast(senders_.TimeFor(1 - sender));
  if (!payer.connection.empty()) {
    double& connection = connections_.TokensOf(std::string(payer.connection), now);
    // Not one for the first, for which all of them would come back.
    if (connection < 1) return TooFast(connections_.TimeFor(kSendersOnAConnection - connection));
    connection -= 1;
  }
  sender -= 1;
  return absl::OkStatus();
}

size_t Throttle::size() const {
  const std::scoped_lock lock(mutex_);
  return senders_.size();
}

double& Throttle::Buckets::TokensOf(const std::string& key, absl::Time now) {
  if (buckets_.size() >= sweep_at_) ForgetTheSilent(now);
  Bucket& bucket = buckets_.try_emplace(key, Bucket{rate_.burst, now}).first->second;
  // Also when the clock was set back: else nothing would be filled until it is where it was.
  bucket = {TokensAt(bucket, now), now};
  return bucket.tokens;
}

double Throttle::Buckets::TokensAt(const Bucket& bucket, absl::Time now) const {
  const double seconds = std::max(0.0, absl::ToDoubleSeconds(now - bucket.filled));
  return std::min(rate_.burst, bucket.tokens + seconds * rate_.per_second);
}

void Throttle::Buckets::ForgetTheSilent(absl::Time now) {
  // A full bucket is as good as none.
  absl::erase_if(buckets_,
                 [&](const auto& entry) { return TokensAt(entry.second, now) >= rate_.burst; });
  sweep_at_ = std::max<size_t>(1'024, 2 * buckets_.size());
}

}  // namespace workbook::chat
