#include "chat/client/chat_view.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "rpc/status.h"

namespace workbook::chat::client {

ChatView::ChatView(Terminal& terminal, DeliveryTracker& tracker, MessageFormatter formatter,
                   std::string own_name, std::string room)
    : terminal_(terminal),
      tracker_(tracker),
      formatter_(std::move(formatter)),
      own_name_(std::move(own_name)),
      room_(std::move(room)) {}

void ChatView::OnEvent(const Event& event) {
  tracker_.Receive(event);
  participants_.Receive(event);
  if (const auto* welcome = event.As<Event::Welcome>()) ReceiveWelcome(*welcome);
  if (IsHidden(event)) return;
  if (const std::optional<std::string> line = formatter_.ToLine(event)) {
    terminal_.Print(stdout, *line);
  }
}

void ChatView::ReceiveWelcome(const Event::Welcome& welcome) {
  const bool first = epoch_.empty();
  // A reader that comes back sees what it missed. A room that restarted counts from 1 again.
  if (first || epoch_ != welcome.newest.epoch) {
    hidden_up_to_ = first ? welcome.newest.sequence : 0;
  }
  epoch_ = welcome.newest.epoch;
  if (first) ShowNotice(absl::StrCat(base::Printable(room_), ", ", participants_.ToLine()));
}

// Joins and leaves from before the user joined, and the user's own.
bool ChatView::IsHidden(const Event& event) const {
  const auto* joined = event.As<Event::Joined>();
  const auto* left = event.As<Event::Left>();
  if (joined == nullptr && left == nullptr) return false;
  const std::string& name = joined != nullptr ? joined->name : left->name;
  return event.sequence <= hidden_up_to_ || name == own_name_;
}

void ChatView::OnPresence(bool in_room) {
  in_room_ = in_room;
  terminal_.SetMark(in_room ? "" : "(offline) ");
}

void ChatView::OnEnded(const absl::Status& status) {
  ShowError(status);
  ended_ = true;
  terminal_.Close();
}

void ChatView::ShowError(const absl::Status& status) {
  if (!status.ok()) terminal_.Print(stderr, rpc::Describe(status));
}

}  // namespace workbook::chat::client
