// The broadcast core: who is here, what was said, and who is to be woken. Free of gRPC.
//
// The one idea to carry away: readers are many, threads are few, so the room knows only threads. A
// reader is a number, its place in the log. The readers that one thread serves are an Audience, and
// an Audience that has read everything waits in the room, once, however many readers it has. So
// whoever speaks appends a record, wakes a handful of threads, and is done.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "chat/event_log.h"
#include "chat/limits.h"
#include "chat/roster.h"
#include "chat/sent_ids.h"

namespace workbook::chat {

/// Those readers of one room that one thread serves. Derive from it.
class Audience {
 public:
  virtual ~Audience() = default;

  /// There is news, or the room was closed. Comes once for each Room::Await, on the thread of
  /// whoever spoke, with no lock held. Must not block, nor call the room.
  virtual void OnNews() = 0;

 private:
  friend class Room;
  static constexpr size_t kNotWaiting = static_cast<size_t>(-1);
  size_t waiting_at_ = kNotWaiting;  // where in Room::waiting_; guarded by the room's mutex
};

/// Something to say.
struct Saying {
  std::string sender;
  std::string text;
  std::string message_id = {};  ///< empty: not to be recognised when it is sent again
  std::string connection = {};  ///< what it came by; empty when the sender has a token: see Payer
};

/// What became of it.
struct Said {
  uint64_t sequence = 0;
  bool duplicate = false;  ///< it had been said before
};

/// Begin to read with the last so many messages; with what is said next for 0.
struct LastMessages {
  size_t count = 0;
};
inline constexpr LastMessages kFromNow{0};
inline constexpr LastMessages kFromTheBeginning{std::numeric_limits<size_t>::max()};

/// Begin to read behind an event that was read earlier.
struct After {
  std::string epoch;
  uint64_t sequence = 0;
};

using Start = std::variant<LastMessages, After>;

/// One room, in which every reader gets the same events in the same order. Thread-safe.
class Room {
 public:
  Room(Retention retention, absl::Time now);

  /// This life of the room: no other room, and no room of this name before or after, has the same.
  const std::string& epoch() const { return epoch_; }

  /// Says something to all who are here. What was said under the same message_id within 2 minutes
  /// is not said again. UNAVAILABLE once the room is closed. Waits for no reader.
  absl::StatusOr<Said> Say(const Saying& saying, absl::Time now);

  /// Where a reader begins, and what it is to be told first.
  struct Place {
    uint64_t next = 0;  ///< for Read
    /// What came before this event is history, given as far as it is kept: to miss some is no gap.
    uint64_t promised_from = 0;
    std::string greeting;  ///< records for this reader alone: a Welcome, perhaps a Gap
  };

  /// Takes a reader in; `participant` is empty for one that is not to be seen. The place and the
  /// presence are taken under one lock: there is no gap in which an event is neither history nor
  /// news. INVALID_ARGUMENT for a place in the future; UNAVAILABLE once the room is closed.
  absl::StatusOr<Place> Join(const std::string& participant, const Start& start, absl::Time now);

  /// Undoes a Join.
  void Leave(const std::string& participant, absl::Time now);

  /// What Read found.
  struct Reading {
    Run run = {};       ///< without bytes when there is nothing new
    uint64_t next = 0;  ///< where to go on
    /// What was missed before the run, as it is no longer kept.
    std::optional<v1::Gap> gap = {};
  };

  /// The events from `next` on. UNAVAILABLE when there is nothing new and the room is closed.
  absl::StatusOr<Reading> Read(uint64_t next) const;

  /// Arms `audience`: it gets OnNews at the next event, or when the room is closed. Arm first, read
  /// then: what comes in between is not missed. In a room that is closed already nothing comes:
  /// Read tells.
  void Await(Audience& audience);

  /// Disarms it. True when it was armed: OnNews will not come. False when it has come, or is about
  /// to.
  [[nodiscard]] bool Forget(Audience& audience);

  /// Wakes everyone for good: nothing happens in the room from now on.
  void Close();

  /// Records of messages that came before the event `before` (0: of the newest), at most
  /// `max_messages` and about `max_bytes` of them.
  struct History {
    std::string records;
    bool more = false;  ///< there are older ones
  };
  History ReadHistory(size_t max_messages, uint64_t before, size_t max_bytes) const;

  size_t readers() const;
  /// Messages and bytes kept.
  std::pair<size_t, size_t> Kept() const;
  /// Nobody reads here, and nothing has happened since `time`.
  bool QuietSince(absl::Time time) const;

 private:
  // The caller owes each of the returned OnNews, once the lock is dropped.
  [[nodiscard]] std::vector<Audience*> Append(v1::Event event, absl::Time now);

  const std::string epoch_;

  mutable std::mutex mutex_;
  EventLog log_;
  Roster roster_;
  SentIds sent_ids_;
  std::vector<Audience*> waiting_;
  absl::Time last_event_;
  bool closed_ = false;
};

}  // namespace workbook::chat
