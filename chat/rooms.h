// All rooms of a server, by name: they come into being when they are asked for, and go away when
// they are empty and quiet. Free of gRPC.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "chat/counters.h"
#include "chat/limits.h"
#include "chat/room.h"
#include "chat/throttle.h"
#include "workbook/chat/v1/admin.pb.h"

namespace workbook::chat {

/// The room that the tutorials' contracts lead to: there is always place for it.
inline constexpr char kLobby[] = "lobby";

/// Thread-safe.
class Rooms {
 public:
  Rooms(const Limits& limits, absl::Time now)
      : limits_(limits), throttle_(limits.send_rate), started_(now) {}

  /// The room of this name, which is made when there is none. INVALID_ARGUMENT when it cannot be a
  /// name; RESOURCE_EXHAUSTED when there are too many rooms; UNAVAILABLE once closed. Whoever holds
  /// a room keeps it from going away.
  absl::StatusOr<std::shared_ptr<Room>> Open(const std::string& name, absl::Time now);

  /// The room of this name. NOT_FOUND when there is none.
  absl::StatusOr<std::shared_ptr<Room>> Find(const std::string& name) const;

  /// What a Say came to, and in which life of the room.
  struct Answer {
    Said said;
    std::string epoch;
  };

  /// Counts something that `payer` does, who may not do too much of it: RESOURCE_EXHAUSTED, and
  /// RetryDelay of the status tells when to try again. Say asks by itself.
  absl::Status Admit(const Payer& payer, absl::Time now);

  /// Says something in a room: the one way in for all doors. INVALID_ARGUMENT for what no reader
  /// should get, see limits.h; RESOURCE_EXHAUSTED when the sender is too fast (RetryDelay of the
  /// status tells for how long) or when there are too many rooms; UNAVAILABLE once closed.
  absl::StatusOr<Answer> Say(const std::string& room, const Saying& saying, absl::Time now);

  /// Lets go of rooms that have been empty and quiet for the time that the limits say.
  void Sweep(absl::Time now);

  /// Closes every room, those to come too.
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

  mutable std::mutex mutex_;
  absl::flat_hash_map<std::string, std::shared_ptr<Room>> rooms_;
  bool closed_ = false;
};

/// The same on one line, for a log.
std::string ToLine(const v1::GetStatisticsResponse& statistics);

}  // namespace workbook::chat
