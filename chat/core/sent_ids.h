// Makes sends repeatable: a client that lost the reply sends again with the same id, and readers
// get the message once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace workbook::chat::core {

/// The ids of the last 2 minutes, each with its message's sequence number. Ids are per sender: no
/// sender can use up another's. Not thread-safe: the room guards it.
class SentIds {
 public:
  static constexpr absl::Duration kMemory = absl::Minutes(2);
  /// The bound on memory; beyond it the oldest ids go early. It holds 100,000 ids of usual length,
  /// 40 bytes with their sender.
  static constexpr size_t kMaxBytes = 16 * 1024 * 1024;

  /// The sequence number of the message with this id; nothing for a new id.
  std::optional<uint64_t> Find(absl::string_view sender, absl::string_view id, absl::Time now);

  void Remember(absl::string_view sender, absl::string_view id, uint64_t sequence, absl::Time now);

  size_t size() const { return sequences_.size(); }

 private:
  void EvictBefore(absl::Time time);
  void EvictOldest();

  // By sender and id. std::unordered_map never moves its keys: oldest_first_ points at them.
  std::unordered_map<std::string, uint64_t> sequences_;
  std::deque<std::pair<absl::Time, const std::string*>> oldest_first_;
  size_t bytes_ = 0;
};

}  // namespace workbook::chat::core
