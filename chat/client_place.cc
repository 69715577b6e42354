#include "chat/client_place.h"

#include <algorithm>

namespace workbook::chat {

bool ReadingPlace::Advance(const Heard& heard) {
  if (const auto* welcome = heard.As<Heard::Welcome>()) {
    if (!bookmark_.has_value()) {
      bookmark_ = welcome->newest;
    } else if (bookmark_->epoch != welcome->newest.epoch) {
      // Whatever the new epoch has comes next, from its beginning.
      bookmark_ = Bookmark{welcome->newest.epoch, 0};
      read_any_ = true;
    }
    return true;
  }
  if (!bookmark_.has_value()) return true;
  if (const auto* gap = heard.As<Heard::Gap>()) {
    // Told once: a reader that is cut right behind the gap does not ask for what is in it again.
    if (!gap->other_epoch) bookmark_->sequence = std::max(bookmark_->sequence, gap->last);
    return true;
  }
  if (heard.sequence == 0) return true;
  if (read_any_ && heard.sequence <= bookmark_->sequence) return false;
  bookmark_->sequence = heard.sequence;
  read_any_ = true;
  return true;
}

}  // namespace workbook::chat
