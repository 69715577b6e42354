#include "chat/client_on_terminal.h"

#include <atomic>
#include <cstdio>
#include <optional>
#include <utility>

#include "chat/client_session.h"
#include "chat/client_terminal.h"
#include "chat/client_text.h"
#include "rpc/log.h"
#include "rpc/program.h"
#include "rpc/status.h"

namespace workbook::chat {
namespace {

class OnScreen final : public SessionListener {
 public:
  explicit OnScreen(Terminal& terminal) : terminal_(terminal) {}

  void OnHeard(const Heard& heard) override { terminal_.Print(stdout, ToLine(heard)); }
  void OnNotice(const std::string& line) override { terminal_.Print(stderr, line); }
  void OnEnded(const absl::Status& status) override {
    Complain(status);
    ended_ = true;
    terminal_.Close();
  }

  void Complain(const absl::Status& status) {
    if (!status.ok()) terminal_.Print(stderr, rpc::Describe(status));
  }
  bool ended() const { return ended_; }

 private:
  Terminal& terminal_;
  std::atomic<bool> ended_ = false;
};

// Says `text`, under another id where need be: the person typed it once. False when the person
// left instead.
bool Say(ChatDoor& door, Terminal& terminal, OnScreen& screen, std::string& id,
         const std::string& text) {
  for (;;) {
    const absl::Status status = door.Say(id, text);
    screen.Complain(door.TakeLateRefusal());
    screen.Complain(status);
    if (status.code() != kNameRefused) return true;
    std::optional<std::string> other = terminal.ReadLine("id ? ");
    if (!other.has_value()) return false;
    id = *std::move(other);
  }
}

}  // namespace

int TalkOnTerminal(ChatDoor& door, std::string id) {
  const rpc::QuietLog quiet;  // the session says what matters, without tearing a line
  Terminal terminal;
  OnScreen screen(terminal);
  const ChatSession session(door, screen, ChatSession::FirstConnection::kMayTakeItsTime);

  bool here = true;
  if (id.empty()) {
    std::optional<std::string> given = terminal.ReadLine("id ? ");
    here = given.has_value();
    id = std::move(given).value_or("");
  }
  while (here) {
    const std::optional<std::string> line = terminal.ReadLine("message >> ");
    here = line.has_value() && *line != "q";
    if (here && !line->empty()) here = Say(door, terminal, screen, id, *line);
  }
  const absl::Status closed = door.Close();
  if (!ServerWentAway(closed)) screen.Complain(closed);
  return screen.ended() ? rpc::kExitFailed : rpc::kExitOk;
}

}  // namespace workbook::chat
