#include "chat/client_on_terminal.h"

#include <cstdio>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "chat/client_account.h"
#include "chat/client_input.h"
#include "chat/client_outbox.h"
#include "chat/client_screen.h"
#include "chat/client_session.h"
#include "chat/client_speaker.h"
#include "chat/client_terminal.h"
#include "chat/client_text.h"
#include "rpc/log.h"
#include "rpc/program.h"
#include "rpc/status.h"
#include "rpc/text.h"

namespace workbook::chat {
namespace {

// As much of `text` as finds its message again, on a line of 40 columns too.
std::string Shortened(absl::string_view text) {
  constexpr size_t kBytes = 24;
  if (text.size() <= kBytes) return rpc::Printable(text);
  size_t end = kBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return rpc::Printable(text.substr(0, end)) + "...";
}

// A name that a contract which shows names can take. The tutorials' leave that to the server.
absl::Status CheckName(const ChatDoor& door, const std::string& id) {
  if (!door.HasNumbers()) return absl::OkStatus();
  return id.empty() ? absl::Status(kNameRefused, "an id is needed") : CheckSayable(id, "");
}

// One stay in the room of one who has an id.
class TerminalTalk {
 public:
  TerminalTalk(ChatDoor& door, Terminal& terminal, const TerminalSeat& seat)
      : door_(door),
        terminal_(terminal),
        id_(seat.id),
        timeout_(seat.timeout),
        account_(seat.id),
        screen_(terminal, account_, Look(seat.color, seat.id), seat.id, seat.room),
        session_(door, screen_, ChatSession::FirstConnection::kMayTakeItsTime, seat.id),
        speaker_(door, session_, account_,
                 {.patience = std::chrono::hours(24 * 365),
                  .tell = [this](const std::string& line) { screen_.OnNotice(line); }}),
        outbox_(speaker_, [this](const std::string& text, const absl::Status& why) {
          screen_.Complain(absl::Status(
              why.code(), absl::StrCat(why.message(), " (not said: ", Shortened(text), ")")));
          if (IsFinal(why)) terminal_.Close();
        }) {}

  int Run() {
    while (TakeLine()) {
    }
    const size_t unsaid = outbox_.Drain(screen_.in_room() ? timeout_ : std::chrono::seconds(0));
    if (unsaid > 0) screen_.Tell(absl::StrCat("left before all was said; unanswered: ", unsaid));
    const absl::Status closed = door_.Close();
    if (!ServerWentAway(closed)) screen_.Complain(closed);
    return screen_.ended() || unsaid > 0 ? rpc::kExitFailed : rpc::kExitOk;
  }

 private:
  // False when the person left.
  bool TakeLine() {
    // Through a door that tells the time the line comes back with it: once is enough.
    const std::optional<std::string> line = terminal_.ReadLine(
        "message >> ", door_.HasNumbers() ? Terminal::Entered::kClears : Terminal::Entered::kStays);
    if (!line.has_value()) return false;
    const TypedLine typed = ParseTypedLine(*line);
    switch (typed.kind) {
      case TypedLine::Kind::kNothing:
        return true;
      case TypedLine::Kind::kSay:
        return door_.HasNumbers() ? Post(typed.text) : SayNow(typed.text);
      case TypedLine::Kind::kHelp:
        for (const char* help : kHelpLines) screen_.Tell(help);
        return true;
      case TypedLine::Kind::kWho:
        screen_.TellWhoIsHere();
        return true;
      case TypedLine::Kind::kUnknown:
        screen_.Tell(absl::StrCat("no such command: ", Shortened(typed.text), " (try /help)"));
        return true;
      case TypedLine::Kind::kQuit:
        return false;
    }
    return false;
  }

  bool Post(const std::string& text) {
    const absl::Status sayable = CheckSayable(id_, text);
    screen_.Complain(sayable);
    if (!sayable.ok()) return true;
    if (!screen_.in_room()) screen_.Tell(absl::StrCat("not sent yet: ", Shortened(text)));
    outbox_.Put(id_, text);
    return true;
  }

  // Under another id where need be: the person typed it once. False when the person left instead.
  bool SayNow(const std::string& text) {
    // Who types as soon as there is a prompt wants to hear that too. A server that does not tell
    // when a reader is registered is not waited for.
    if (!std::exchange(waited_, true)) {
      session_.WaitUntilJoined(std::chrono::milliseconds(500)).IgnoreError();
    }
    for (;;) {
      const absl::Status status = door_.Say({id_, text, ""}).status;
      screen_.Complain(door_.TakeLateRefusal());
      screen_.Complain(status);
      if (status.code() != kNameRefused) return true;
      std::optional<std::string> other = terminal_.ReadLine("id ? ");
      if (!other.has_value()) return false;
      id_ = *std::move(other);
    }
  }

  ChatDoor& door_;
  Terminal& terminal_;
  std::string id_;
  bool waited_ = false;
  const std::chrono::milliseconds timeout_;
  Account account_;
  Screen screen_;
  ChatSession session_;
  Speaker speaker_;
  Outbox outbox_;
};

}  // namespace

int TalkOnTerminal(ChatDoor& door, TerminalSeat seat) {
  const rpc::QuietLog quiet;  // the session says what matters, without tearing a line
  Terminal terminal;
  bool asked = !seat.id.empty();
  for (;;) {
    if (asked) {
      const absl::Status named = CheckName(door, seat.id);
      if (named.ok()) break;
      terminal.Print(stderr, rpc::Describe(named));
    }
    std::optional<std::string> given = terminal.ReadLine("id ? ");
    if (!given.has_value()) return rpc::kExitOk;
    seat.id = *std::move(given);
    asked = true;
  }
  return TerminalTalk(door, terminal, seat).Run();
}

}  // namespace workbook::chat
