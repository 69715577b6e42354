#include "chat/core/sent_ids.h"

#include "absl/strings/str_cat.h"

namespace workbook::chat::core {
namespace {

// One key for both. The size marks where the sender ends and the id begins.
std::string KeyOf(absl::string_view sender, absl::string_view id) {
  return absl::StrCat(sender.size(), ":", sender, id);
}

// A key with its number, its time, and what the containers need for them.
size_t BytesFor(const std::string& key) { return key.capacity() + 112; }

}  // namespace

std::optional<uint64_t> SentIds::Find(absl::string_view sender, absl::string_view id,
                                      absl::Time now) {
  EvictBefore(now - kMemory);
  const auto found = sequences_.find(KeyOf(sender, id));
  if (found == sequences_.end()) return std::nullopt;
  return found->second;
}

void SentIds::Remember(absl::string_view sender, absl::string_view id, uint64_t sequence,
                       absl::Time now) {
  const auto [entry, is_new] = sequences_.emplace(KeyOf(sender, id), sequence);
  if (!is_new) return;
  oldest_first_.emplace_back(now, &entry->first);
  bytes_ += BytesFor(entry->first);
  while (bytes_ > kMaxBytes) EvictOldest();
}

void SentIds::EvictBefore(absl::Time time) {
  while (!oldest_first_.empty() && oldest_first_.front().first < time) EvictOldest();
}

void SentIds::EvictOldest() {
  const auto oldest = sequences_.find(*oldest_first_.front().second);
  oldest_first_.pop_front();
  bytes_ -= BytesFor(oldest->first);
  sequences_.erase(oldest);
}

}  // namespace workbook::chat::core
