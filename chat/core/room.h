// The broadcast core: the readers of a room, its log, and which threads to wake.
//
// Main idea: readers are many, threads are few. A reader is a number, its place in the log, and
// costs the room no queue and no wake-up. To wake readers, the room knows only Subscribers, one per
// serving thread. A sender appends a record, wakes a few threads, and is done.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "chat/core/event_log.h"
#include "chat/core/limits.h"
#include "chat/core/sent_ids.h"

namespace workbook::chat::core {

/// Stands for those readers of one room that one thread serves. Derive from it.
class Subscriber {
 public:
  virtual ~Subscriber() = default;

  /// There are new events, or the room was closed. The room calls it once for each Room::Arm, on
  /// the thread that appended the event, with no lock held. Must not block, nor call the room.
  virtual void OnNewEvents() = 0;

 private:
  friend class Room;
  static constexpr size_t kNotArmed = static_cast<size_t>(-1);
  size_t index_ = kNotArmed;  // in Room::armed_; guarded by the room's mutex
};

/// A message to send.
struct SendRequest {
  std::string sender;
  std::string text;
  std::string message_id = {};  ///< empty: a repeated send is a new message
  std::string connection = {};  ///< the caller's; empty when it has a token: see RateLimitKey
};

/// Result of Room::Send.
struct SendResult {
  uint64_t sequence = 0;
  bool duplicate = false;  ///< the room had this message already
  std::string epoch = {};  ///< the life of the room that `sequence` counts in
};

/// Begin to read with the last `count` messages; with the next one for 0.
struct LastMessages {
  size_t count = 0;
};
inline constexpr LastMessages kFromNow{0};
inline constexpr LastMessages kFromTheBeginning{std::numeric_limits<size_t>::max()};

/// Begin to read after the event `sequence` of the room's life `epoch`.
struct Position {
  std::string epoch;
  uint64_t sequence = 0;
};

/// How to join a room.
struct JoinOptions {
  std::string participant = {};  ///< empty: not listed in the roster
  std::variant<LastMessages, Position> start = kFromNow;
};

/// The readers of a room: names, and the number of streams of each. Not thread-safe: Room locks.
class Roster {
 public:
  /// How many names a Welcome lists, and their bytes together: a reader that does not read its
  /// Welcome holds it in the server's memory.
  static constexpr int kMaxListed = 1'000;
  static constexpr size_t kMaxListedBytes = 32 * 1024;

  /// True when this is the name's first stream. An empty name is counted, but not listed.
  bool Add(const std::string& name);
  /// True when this was the name's last stream.
  bool Remove(const std::string& name);

  /// Readers, with a name and without.
  size_t readers() const { return readers_; }

  /// Writes names and counts into `welcome`.
  void List(v1::Welcome& welcome) const;

 private:
  std::map<std::string, size_t> readers_of_name_;
  size_t readers_ = 0;
};

/// One room, in which every reader gets the same events in the same order. Thread-safe.
class Room {
 public:
  Room(Retention retention, absl::Time now);

  /// Identifies this life of the room: no other room, and no earlier or later room of this name,
  /// has the same epoch.
  const std::string& epoch() const { return epoch_; }

  /// Sends a message to all readers. A request that repeats a sender's message_id within 2 minutes
  /// sends nothing and returns the sequence number of the original message. UNAVAILABLE once the
  /// room is closed. Waits for no reader.
  absl::StatusOr<SendResult> Send(const SendRequest& request, absl::Time now);

  /// Where a reader begins, and what to send to it first.
  struct JoinResult {
    uint64_t next = 0;  ///< for Read
    /// The loss of this event or a later one must be reported to the reader. Earlier events are
    /// best-effort history; losses there are not reported.
    uint64_t guaranteed_from = 0;
    std::string greeting;  ///< records for this reader alone: a Welcome, perhaps a Gap
  };

  /// Adds a reader. Takes its place in the log and adds it to the roster under one lock, so that
  /// each event is either history or new for it. INVALID_ARGUMENT for a position beyond
  /// the newest event; UNAVAILABLE once the room is closed.
  absl::StatusOr<JoinResult> Join(const JoinOptions& options, absl::Time now);

  /// Undoes a Join.
  void Leave(const std::string& participant, absl::Time now);

  /// What Read found.
  struct Reading {
    Run run = {};       ///< without bytes when there are no new events
    uint64_t next = 0;  ///< where to go on
    /// The events before the run that the log no longer keeps.
    std::optional<v1::Gap> gap = {};
  };

  /// The events from `next` on. UNAVAILABLE when there are none and the room is closed.
  absl::StatusOr<Reading> Read(uint64_t next) const;

  /// Arms `subscriber`: it gets OnNewEvents at the next event, or when the room is closed. Arm
  /// first, read then: an event in between is not missed. Does nothing once the room is closed:
  /// Read reports that.
  void Arm(Subscriber& subscriber);

  /// Disarms it. True when it was armed: the room will not call OnNewEvents. False when it was not
  /// armed: OnNewEvents has been or will be called, or the room was closed before Arm.
  [[nodiscard]] bool Disarm(Subscriber& subscriber);

  /// Wakes every subscriber, for the last time: the room takes no more events.
  void Close();

  /// Records of messages before the event `before` (0: of the newest), at most `max_messages` and
  /// about `max_bytes` of them.
  struct History {
    std::string records;
    bool more = false;  ///< the log keeps older ones
  };
  History ReadHistory(size_t max_messages, uint64_t before, size_t max_bytes) const;

  size_t readers() const;
  /// Messages and bytes kept.
  std::pair<size_t, size_t> Kept() const;
  /// No readers, and no event or leave after `time`; nor was the room created after it.
  bool QuietSince(absl::Time time) const;

 private:
  // The caller calls OnNewEvents of each of the returned subscribers, after it has dropped the
  // lock.
  [[nodiscard]] std::vector<Subscriber*> Append(v1::Event event, absl::Time now)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  [[nodiscard]] std::vector<Subscriber*> DisarmAll() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string epoch_;

  mutable base::Mutex mutex_;
  EventLog log_ ABSL_GUARDED_BY(mutex_);
  Roster roster_ ABSL_GUARDED_BY(mutex_);
  SentIds sent_ids_ ABSL_GUARDED_BY(mutex_);
  std::vector<Subscriber*> armed_ ABSL_GUARDED_BY(mutex_);
  absl::Time last_activity_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace workbook::chat::core
