// The chat's limits: every bound that a client can reach, and how much a room keeps.
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace workbook::chat::core {

/// The longest text, in bytes of UTF-8.
inline constexpr size_t kMaxTextBytes = 16 * 1024;
/// The longest name of a sender or participant, in bytes of UTF-8.
inline constexpr size_t kMaxNameBytes = 256;
/// The longest name of a room, in bytes of UTF-8.
inline constexpr size_t kMaxRoomNameBytes = 64;
/// The longest message_id, in bytes of UTF-8.
inline constexpr size_t kMaxMessageIdBytes = 64;

/// OK, or INVALID_ARGUMENT with the reason: too long, not valid UTF-8, empty where it must not be.
absl::Status CheckRoomName(const std::string& name);
absl::Status CheckSender(const std::string& name);
absl::Status CheckParticipant(const std::string& name);  ///< may be empty: not listed in the roster
absl::Status CheckText(const std::string& text);
absl::Status CheckMessageId(const std::string& id);  ///< may be empty: none

/// How many events a room keeps: the newest ones, up to both bounds.
struct Retention {
  size_t max_messages = 10'000;
  size_t max_bytes = 8 * 1024 * 1024;  ///< of events as they go over the wire
};

/// How many messages and joins one sender may make, over all rooms.
struct SendRate {
  double per_second = 100;  ///< in the long run; 0 for no limit
  double burst = 1'000;     ///< bucket size (burst after idling)
};

/// On a server without tokens, all names of one connection together may send as much as this many
/// senders: enough for people who share a connection, too little for a client that takes a new name
/// for each message.
inline constexpr int kSendersOnAConnection = 4;

/// The limits that a server's flags set.
struct Limits {
  /// Each room may take Retention::max_bytes of memory and SentIds::kMaxBytes.
  size_t max_rooms = 100;
  /// The same limit holds for sending streams, and for streams that watch the server's health.
  size_t max_readers = 10'000;
  Retention retention = {};
  SendRate send_rate = {};
  /// The tutorials' answers have no place for "try again in 4 ms": the server holds the answer of a
  /// unary send back until the send rate allows it, for no longer than this, and refuses the send
  /// only beyond that. A held send is a message, of up to kMaxTextBytes, and a call.
  absl::Duration longest_hold = absl::Seconds(2);
  size_t max_held_sends = 1'000;
  /// How long a room without readers and new events is kept.
  absl::Duration quiet_room_life = absl::Minutes(10);
  /// The server terminates a call whose client takes longer than this to take a whole write or a
  /// reply. Each is at most about 64 KiB, so this also sets a minimum throughput.
  absl::Duration stall_time = absl::Seconds(10);
};

}  // namespace workbook::chat::core
