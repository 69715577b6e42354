// What is said in a room, and the bytes that each door makes of it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <utility>

namespace workbook::chat {

/// The contracts through which a room is entered, each with an encoding of its own.
enum class Door : size_t { kChatProto, kChat, kNote };
inline constexpr size_t kDoorCount = 3;

/// One message in a room: immutable, and shared by all who read it. Thread-safe.
class Message {
 public:
  Message(uint64_t sequence, std::string sender, std::string text)
      : sequence_(sequence), sender_(std::move(sender)), text_(std::move(text)) {}

  /// 1 for the room's first message, then one more for each.
  uint64_t sequence() const { return sequence_; }
  const std::string& sender() const { return sender_; }
  const std::string& text() const { return text_; }

  /// The message as `door` sends it. `encode(message)` makes the bytes for the first reader who
  /// asks; the others share them: a thousand readers behind a door cost one encoding.
  template <typename Encode>
  const std::string& EncodedFor(Door door, const Encode& encode) const {
    Encoding& encoding = encodings_.at(static_cast<size_t>(door));
    std::call_once(encoding.once, [&] { encoding.bytes = encode(*this); });
    return encoding.bytes;
  }

 private:
  struct Encoding {
    std::once_flag once;
    std::string bytes;
  };

  const uint64_t sequence_;
  const std::string sender_;
  const std::string text_;
  mutable std::array<Encoding, kDoorCount> encodings_;
};

}  // namespace workbook::chat
