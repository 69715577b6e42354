// Sends that may be repeated: a client that did not hear the answer asks again with the same id,
// and what it said is said once.
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

namespace workbook::chat {

/// The ids of the last 2 minutes, each with the number that its message got. An id is its sender's
/// own: nobody can take another's. Not thread-safe: the room guards it.
class SentIds {
 public:
  static constexpr absl::Duration kMemory = absl::Minutes(2);
  /// The bound on memory: of more in 2 minutes the oldest are forgotten early. Ids as clients
  /// choose them, of 40 bytes with their sender, may be 100,000.
  static constexpr size_t kMaxBytes = 16 * 1024 * 1024;

  /// The number of the message that was sent under this id; nothing when it is a new one.
  std::optional<uint64_t> Find(absl::string_view sender, absl::string_view id, absl::Time now);

  void Remember(absl::string_view sender, absl::string_view id, uint64_t sequence, absl::Time now);

  size_t size() const { return sequences_.size(); }

 private:
  void ForgetBefore(absl::Time time);
  void ForgetOldest();

  // By sender and id. Standard, for its keys stay where they are.
  std::unordered_map<std::string, uint64_t> sequences_;
  std::deque<std::pair<absl::Time, const std::string*>> oldest_first_;
  size_t bytes_ = 0;
};

}  // namespace workbook::chat
