#include "chat/client_who.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "rpc/text.h"

namespace workbook::chat {

void WhoIsHere::Hear(const Heard& heard) {
  absl::MutexLock lock(&mutex_);
  if (const auto* welcome = heard.As<Heard::Welcome>()) {
    known_ = true;
    as_of_ = welcome->newest.sequence;
    names_ = {welcome->names.begin(), welcome->names.end()};
    untold_ = welcome->name_count - std::min<size_t>(welcome->name_count, names_.size());
  }
  if (heard.sequence <= as_of_) return;  // the Welcome knew that already
  if (const auto* joined = heard.As<Heard::Joined>()) names_.insert(joined->name);
  if (const auto* left = heard.As<Heard::Left>()) {
    if (names_.erase(left->name) == 0 && untold_ > 0) --untold_;
  }
}

std::string WhoIsHere::ToLine() const {
  absl::MutexLock lock(&mutex_);
  if (!known_) return "this door does not tell who is here";
  const size_t count = names_.size() + untold_;
  if (count == 0) return "nobody is here under a name";
  const size_t shown = std::min(names_.size(), kShown);
  std::string line =
      absl::StrJoin(names_.begin(), std::next(names_.begin(), static_cast<std::ptrdiff_t>(shown)),
                    ", ", [](std::string* out, const std::string& name) {
                      absl::StrAppend(out, rpc::Printable(name));
                    });
  if (count > shown) absl::StrAppend(&line, " and ", count - shown, " more");
  return absl::StrCat(count, " here: ", line);
}

}  // namespace workbook::chat
