// The broadcast core: who is here, what was said, and who is to be woken. Free of gRPC.
//
// The one idea to carry away is the pen. Whoever holds a subscriber's pen may write to its stream
// or finish it, and nobody else. Next() either hands over a message, and the pen stays, or parks
// the subscriber, and the pen lies in the room until a message, a Leave or a Close picks it up:
// once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "chat/limits.h"
#include "chat/message_log.h"

namespace workbook::chat {

/// One who reads in a room. Derive from it; the room keeps the place in its log.
class Subscriber {
 public:
  virtual ~Subscriber() = default;

  /// The pen is yours again: call Room::Next. Comes once for each time that Next parked this
  /// subscriber, on the thread of whoever spoke, with no lock held. Must not block.
  virtual void OnNews() = 0;

 private:
  friend class Room;
  static constexpr size_t kNotParked = static_cast<size_t>(-1);

  // Guarded by the room's mutex.
  bool here_ = false;
  uint64_t next_ = 0;              // the number of the message to read next
  size_t parked_at_ = kNotParked;  // where in Room::parked_
};

/// One room, in which every subscriber hears every message in the same order. Thread-safe.
class Room {
 public:
  /// Where a new subscriber begins to read.
  enum class From {
    kNow,      ///< with the first message said after it joined
    kHistory,  ///< with the oldest message kept
  };

  /// What Next found.
  struct Reading {
    std::shared_ptr<const Message> message;  ///< null when the subscriber was parked instead
    bool more = false;                       ///< another message waits already
  };

  explicit Room(Retention retention = {}) : log_(retention) {}

  /// Says `text` to all who are here and returns the message's number. INVALID_ARGUMENT when the
  /// sender is empty or longer than kMaxNameBytes, when the text is longer than kMaxTextBytes, or
  /// when either is no valid UTF-8; UNAVAILABLE once the room is closed. Waits for no reader.
  absl::StatusOr<uint64_t> Say(std::string sender, std::string text);

  /// Takes the subscriber in. Its place and its presence are taken under one lock: there is no gap
  /// in which a message is neither history nor news. The caller holds the pen.
  void Join(Subscriber& subscriber, From from);

  /// The next message for the one who holds the subscriber's pen. Without one the subscriber is
  /// parked, and the pen is given up: do not touch it again before OnNews. RESOURCE_EXHAUSTED, with
  /// how many messages were missed, when the subscriber fell out of the retained history; CANCELLED
  /// when it has left; UNAVAILABLE once the room is closed.
  absl::StatusOr<Reading> Next(Subscriber& subscriber);

  /// Lets the subscriber go; further calls do nothing. Anyone may call it. Returns true when it was
  /// parked: the caller has picked up the pen, and OnNews will not come.
  [[nodiscard]] bool Leave(Subscriber& subscriber);

  /// Wakes everyone for good: each Next and each Say returns UNAVAILABLE from now on.
  void Close();

  /// How many subscribers are here.
  size_t residents() const;

 private:
  // Empties parked_; the caller owes each of them OnNews once the lock is dropped.
  std::vector<Subscriber*> UnparkAll();

  mutable std::mutex mutex_;
  MessageLog log_;
  std::vector<Subscriber*> parked_;
  size_t residents_ = 0;
  bool closed_ = false;
};

}  // namespace workbook::chat
