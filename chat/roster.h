// Who is here: names, each as often as it reads.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "workbook/chat/v1/chat.pb.h"

namespace workbook::chat {

/// Not thread-safe: the room guards it. A reader without a name is here, but not seen.
class Roster {
 public:
  /// How many names a Welcome lists, and of how many bytes together: each reader that does not take
  /// its Welcome holds one in memory.
  static constexpr int kMaxListed = 1'000;
  static constexpr size_t kMaxListedBytes = 32 * 1024;

  /// True when the name was not here before.
  bool Enter(const std::string& name);
  /// True when the name is not here any more.
  bool Exit(const std::string& name);

  /// Readers, with a name and without.
  size_t readers() const { return readers_; }

  /// Writes who is here into `welcome`.
  void List(v1::Welcome& welcome) const;

 private:
  std::map<std::string, size_t> readers_of_name_;
  size_t readers_ = 0;
};

}  // namespace workbook::chat
