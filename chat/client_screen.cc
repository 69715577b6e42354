#include "chat/client_screen.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "rpc/status.h"
#include "rpc/text.h"

namespace workbook::chat {

Screen::Screen(Terminal& terminal, Account& account, Look look, std::string own_name,
               std::string room)
    : terminal_(terminal),
      account_(account),
      look_(std::move(look)),
      own_name_(std::move(own_name)),
      room_(std::move(room)) {}

void Screen::OnHeard(const Heard& heard) {
  account_.Hear(heard);
  who_is_here_.Hear(heard);
  if (const auto* welcome = heard.As<Heard::Welcome>()) TakeWelcome(*welcome);
  if (IsOldNews(heard)) return;
  if (const std::optional<std::string> line = look_.ToLine(heard)) terminal_.Print(stdout, *line);
}

void Screen::TakeWelcome(const Heard::Welcome& welcome) {
  const bool first = epoch_.empty();
  // What happened while this reader was away is news to it, and a room that began anew counts anew.
  if (first || epoch_ != welcome.newest.epoch) old_news_ = first ? welcome.newest.sequence : 0;
  epoch_ = welcome.newest.epoch;
  if (first) Tell(absl::StrCat(rpc::Printable(room_), ", ", who_is_here_.ToLine()));
}

// Who came and went before this reader did concerns nobody any more; nor does it itself.
bool Screen::IsOldNews(const Heard& heard) const {
  const auto* joined = heard.As<Heard::Joined>();
  const auto* left = heard.As<Heard::Left>();
  if (joined == nullptr && left == nullptr) return false;
  const std::string& name = joined != nullptr ? joined->name : left->name;
  return heard.sequence <= old_news_ || name == own_name_;
}

void Screen::OnPresence(bool in_room) {
  in_room_ = in_room;
  terminal_.SetMark(in_room ? "" : "(offline) ");
}

void Screen::OnEnded(const absl::Status& status) {
  Complain(status);
  ended_ = true;
  terminal_.Close();
}

void Screen::Complain(const absl::Status& status) {
  if (!status.ok()) terminal_.Print(stderr, rpc::Describe(status));
}

}  // namespace workbook::chat
