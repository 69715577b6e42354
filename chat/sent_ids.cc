#include "chat/sent_ids.h"

namespace workbook::chat {

std::optional<uint64_t> SentIds::Find(absl::string_view sender, absl::string_view id,
                                      absl::Time now) {
  ForgetBefore(now - kMemory);
  const auto found = sequences_.find(Key(sender, id));
  if (found == sequences_.end()) return std::nullopt;
  return found->second;
}

void SentIds::Remember(absl::string_view sender, absl::string_view id, uint64_t sequence,
                       absl::Time now) {
  Key key(sender, id);
  if (!sequences_.emplace(key, sequence).second) return;
  oldest_first_.emplace_back(now, std::move(key));
  if (oldest_first_.size() > kMaxIds) ForgetOldest();
}

void SentIds::ForgetBefore(absl::Time time) {
  while (!oldest_first_.empty() && oldest_first_.front().first < time) ForgetOldest();
}

void SentIds::ForgetOldest() {
  sequences_.erase(oldest_first_.front().second);
  oldest_first_.pop_front();
}

}  // namespace workbook::chat
