// What the chat takes, and how much of it it keeps: every bound that a client can run into.
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace workbook::chat {

/// The longest text, in bytes of UTF-8.
inline constexpr size_t kMaxTextBytes = 16 * 1024;
/// The longest name of a sender or participant, in bytes of UTF-8.
inline constexpr size_t kMaxNameBytes = 256;
/// The longest name of a room, in bytes of UTF-8.
inline constexpr size_t kMaxRoomNameBytes = 64;
/// The longest message_id, in bytes of UTF-8.
inline constexpr size_t kMaxMessageIdBytes = 64;

/// OK, or INVALID_ARGUMENT with what is wrong: too long, no valid UTF-8, empty where it must not
/// be.
absl::Status CheckRoomName(const std::string& name);
absl::Status CheckSender(const std::string& name);
absl::Status CheckParticipant(const std::string& name);  ///< may be empty: reads unseen
absl::Status CheckText(const std::string& text);
absl::Status CheckMessageId(const std::string& id);  ///< may be empty: none

/// How much of what happened in a room is kept: the newest events, up to both bounds.
struct Retention {
  size_t max_messages = 10'000;
  size_t max_bytes = 8 * 1024 * 1024;  ///< of events as they go over the wire
};

/// How fast one sender may speak, over all rooms, and come into them.
struct SendRate {
  double per_second = 100;  ///< in the long run; 0 for any rate
  double burst = 1'000;     ///< at once, by one who was silent before
};

/// Where names are only claimed, all of those on one connection may together do what so many
/// senders may: more than people who share it need, and too little for one who has a new name each
/// time.
inline constexpr int kSendersOnAConnection = 4;

/// What a server is told by its flags.
struct Limits {
  /// Each can take Retention::max_bytes of memory, and SentIds::kMaxBytes.
  size_t max_rooms = 100;
  /// And as many streams of speakers, and of those who watch the server's health.
  size_t max_readers = 10'000;
  Retention retention = {};
  SendRate send_rate = {};
  /// How long a room is kept that nobody reads and nobody speaks in.
  absl::Duration quiet_room_life = absl::Minutes(10);
  /// A reader that has not taken the whole of a write after so long is cut, and so is one who has
  /// not taken an answer. Either may have 64 KiB: it is a least speed, too.
  absl::Duration stall_time = absl::Seconds(10);
};

}  // namespace workbook::chat
