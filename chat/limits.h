// What the chat takes, and how much of it it keeps: every bound that a client can run into.
#pragma once

#include <cstddef>

namespace workbook::chat {

/// The longest text, in bytes of UTF-8.
inline constexpr size_t kMaxTextBytes = 16 * 1024;
/// The longest name of a sender or participant, in bytes of UTF-8.
inline constexpr size_t kMaxNameBytes = 256;
/// The longest name of a room, in bytes of UTF-8.
inline constexpr size_t kMaxRoomNameBytes = 64;
/// The longest message_id, in bytes of UTF-8.
inline constexpr size_t kMaxMessageIdBytes = 64;

}  // namespace workbook::chat
