// Where a reader stands in its room: what to resume from after a cut, and what came twice. This is
// all that it takes not to lose anything; the server has the rest.
#pragma once

#include <optional>

#include "chat/client_heard.h"

namespace workbook::chat {

/// Follows a reader through its streams. For one thread. Behind a door without numbers it lets
/// everything pass and has nothing to resume from.
class ReadingPlace {
 public:
  /// Takes note of `heard`. False when that has been heard before.
  bool Advance(const Heard& heard);

  /// What to resume after; nothing before the first Welcome.
  const std::optional<Bookmark>& bookmark() const { return bookmark_; }

 private:
  std::optional<Bookmark> bookmark_;
  // Until the first numbered event the bookmark is the Welcome's: to resume from, but older
  // messages, asked for as history, are yet to come and no duplicates.
  bool read_any_ = false;
};

}  // namespace workbook::chat
