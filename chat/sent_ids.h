// Sends that may be repeated: a client that did not hear the answer asks again with the same id,
// and what it said is said once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace workbook::chat {

/// The ids of the last 2 minutes, each with the number that its message got. An id is its sender's
/// own: nobody can take another's. Not thread-safe: the room guards it.
class SentIds {
 public:
  static constexpr absl::Duration kMemory = absl::Minutes(2);
  /// The bound on memory: of more ids than that in 2 minutes the oldest are forgotten early.
  static constexpr size_t kMaxIds = 100'000;

  /// The number of the message that was sent under this id; nothing when it is a new one.
  std::optional<uint64_t> Find(absl::string_view sender, absl::string_view id, absl::Time now);

  void Remember(absl::string_view sender, absl::string_view id, uint64_t sequence, absl::Time now);

  size_t size() const { return sequences_.size(); }

 private:
  void ForgetBefore(absl::Time time);
  void ForgetOldest();

  using Key = std::pair<std::string, std::string>;  // sender and id
  absl::flat_hash_map<Key, uint64_t> sequences_;
  std::deque<std::pair<absl::Time, Key>> oldest_first_;
};

}  // namespace workbook::chat
