#include "chat/roster.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

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
  const auto end = std::next(readers_of_name_.begin(),
                             std::min<std::ptrdiff_t>(std::ssize(readers_of_name_), kMaxListed));
  for (auto entry = readers_of_name_.begin(); entry != end; ++entry) {
    welcome.add_participants()->set_name(entry->first);
  }
}

}  // namespace workbook::chat
