// The room's memory: a bounded log in which every message has a number. Readers keep a number, not
// a queue: however many there are, and however slow, a message stands here once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>

#include "chat/message.h"

namespace workbook::chat {

/// How much of what was said is kept: the newest messages, up to both bounds.
struct Retention {
  size_t max_messages = 10'000;
  size_t max_bytes = 8 * 1024 * 1024;  ///< of senders' names and texts
};

/// Not thread-safe: the room guards it.
class MessageLog {
 public:
  explicit MessageLog(Retention retention) : retention_(retention) {}

  /// Gives the message the next number and keeps it, forgetting the oldest beyond the retention.
  /// The newest is kept whatever its size. Returns its number.
  uint64_t Append(std::string sender, std::string text);

  /// The number of the oldest message kept; next() when none is.
  uint64_t first() const { return next_ - messages_.size(); }

  /// The number that the next message will get.
  uint64_t next() const { return next_; }

  /// The message with this number, which has to be in [first(), next()).
  const std::shared_ptr<const Message>& At(uint64_t sequence) const {
    return messages_.at(sequence - first());
  }

  size_t bytes() const { return bytes_; }

 private:
  const Retention retention_;
  std::deque<std::shared_ptr<const Message>> messages_;
  uint64_t next_ = 1;
  size_t bytes_ = 0;
};

}  // namespace workbook::chat
