#include "chat/roster.h"

#include <cstdint>

namespace workbook::chat {

bool Roster::Enter(const std::string& name) {
  ++readers_;
  return !name.empty() && ++readers_of_name_[name] == 1;
}

bool Roster::Exit(const std::string& name) {
  --readers_;
  if (name.empty()) return false;
  const auto entry = readers_of_name_.find(name);
  if (--entry->second > 0) return false;
  readers_of_name_.erase(entry);
  return true;
}

void Roster::List(v1::Welcome& welcome) const {
  welcome.set_reader_count(static_cast<uint32_t>(readers_));
  welcome.set_participant_count(static_cast<uint32_t>(readers_of_name_.size()));
  size_t bytes = 0;
  for (const auto& [name, readers] : readers_of_name_) {
    bytes += name.size();
    if (welcome.participants_size() == kMaxListed || bytes > kMaxListedBytes) break;
    welcome.add_participants()->set_name(name);
  }
}

}  // namespace workbook::chat
