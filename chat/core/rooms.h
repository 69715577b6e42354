// All rooms of a server, by name. The first request for a room creates it; the server drops it once
// it is empty and quiet.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "chat/core/limits.h"
#include "chat/core/room.h"
#include "chat/core/throttle.h"
#include "workbook/chat/v1/admin.pb.h"

namespace workbook::chat::core {

/// The room that the tutorials' contracts use. It does not count against the room limit.
inline constexpr char kLobby[] = "lobby";

/// How many streams there are now, and counters since the start of the server. Thread-safe.
struct Counters {
  std::atomic<uint64_t> readers{0};
  std::atomic<uint64_t> senders{0};
  std::atomic<uint64_t> watchers{0};
  std::atomic<uint64_t> held_sends{0};
  std::atomic<uint64_t> messages_sent{0};
  std::atomic<uint64_t> slow_readers_terminated{0};
  std::atomic<uint64_t> gaps_reported{0};
  std::atomic<uint64_t> sends_throttled{0};
  std::atomic<uint64_t> sends_repeated{0};
};

/// Holds one slot of a quota until destroyed or released.
class QuotaSlot {
 public:
  QuotaSlot() = default;
  ~QuotaSlot() { Release(); }
  QuotaSlot(const QuotaSlot&) = delete;
  QuotaSlot& operator=(const QuotaSlot&) = delete;

  /// False when `limit` slots of `used` are held already.
  bool TryAcquire(std::atomic<uint64_t>& used, uint64_t limit) {
    if (++used > limit) {
      --used;
      return false;
    }
    used_ = &used;
    return true;
  }

  void Release() {
    if (used_ != nullptr) --*used_;
    used_ = nullptr;
  }

 private:
  std::atomic<uint64_t>* used_ = nullptr;
};

/// Thread-safe.
class Rooms {
 public:
  Rooms(const Limits& limits, absl::Time now)
      : limits_(limits), throttle_(limits.send_rate), started_(now) {}

  /// The room of this name; creates it when there is none. INVALID_ARGUMENT for an invalid name;
  /// RESOURCE_EXHAUSTED at the room limit; UNAVAILABLE once closed. The server does not drop a room
  /// while a caller holds it.
  absl::StatusOr<std::shared_ptr<Room>> Open(const std::string& name, absl::Time now);

  /// The room of this name. NOT_FOUND when there is none.
  absl::StatusOr<std::shared_ptr<Room>> Find(const std::string& name) const;

  /// Takes one token of the caller's rate limit. RESOURCE_EXHAUSTED when there is none; then
  /// RetryDelay of the status is how long to wait. Send does it by itself.
  absl::Status Admit(const RateLimitKey& caller, absl::Time now);

  /// Sends a message to a room: all contracts come through here, or through Schedule.
  /// INVALID_ARGUMENT for a request that breaks limits.h; RESOURCE_EXHAUSTED at the sender's rate
  /// limit (RetryDelay of the status is how long to wait) or at the room limit; UNAVAILABLE once
  /// closed.
  absl::StatusOr<SendResult> Send(const std::string& room, const SendRequest& request,
                                  absl::Time now);

  /// The same in two steps, for a sender that can wait up to `longest`: after the time that
  /// Schedule returns, SendScheduled sends the message.
  absl::StatusOr<absl::Duration> Schedule(const SendRequest& request, absl::Time now,
                                          absl::Duration longest);
  absl::StatusOr<SendResult> SendScheduled(const std::string& room, const SendRequest& request,
                                           absl::Time now);

  /// Drops the rooms that have been empty and quiet for Limits::quiet_room_life.
  void Sweep(absl::Time now);

  /// Closes every room, and refuses new ones.
  void Close();
  bool closed() const;

  const Limits& limits() const { return limits_; }
  Counters& counters() { return counters_; }

  v1::GetStatisticsResponse Statistics(absl::Time now) const;

 private:
  const Limits limits_;
  Throttle throttle_;
  const absl::Time started_;
  Counters counters_;

  mutable base::Mutex mutex_;
  absl::flat_hash_map<std::string, std::shared_ptr<Room>> rooms_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

/// `statistics` on one line, for a log.
std::string ToLine(const v1::GetStatisticsResponse& statistics);

}  // namespace workbook::chat::core
