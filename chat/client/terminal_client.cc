#include "chat/client/terminal_client.h"

#include <cstdio>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/exit_status.h"
#include "base/text.h"
#include "chat/client/chat_view.h"
#include "chat/client/delivery_tracker.h"
#include "chat/client/input.h"
#include "chat/client/outbox.h"
#include "chat/client/sender.h"
#include "chat/client/session.h"
#include "chat/client/terminal.h"
#include "rpc/log.h"
#include "rpc/status.h"

namespace workbook::chat::client {
namespace {

// As much of `text` as identifies its message, short enough for a line of 40 columns.
std::string Shortened(absl::string_view text) {
  constexpr size_t kBytes = 24;
  if (text.size() <= kBytes) return base::Printable(text);
  return base::Printable(base::TruncateUtf8(text, kBytes)) + "...";
}

// Whether a contract that shows names can take this one. With the tutorials' contracts the server
// decides.
absl::Status CheckName(const ContractClient& client, const std::string& id) {
  if (!client.HasSequenceNumbers()) return absl::OkStatus();
  return id.empty() ? absl::Status(kNameRefused, "an id is required") : CheckSendable(id, "");
}

// From the first message prompt to the end; the user has an id.
class TerminalClient {
 public:
  TerminalClient(ContractClient& client, Terminal& terminal, const TerminalOptions& options)
      : client_(client),
        terminal_(terminal),
        id_(options.id),
        timeout_(options.timeout),
        tracker_(options.id),
        view_(terminal, tracker_, MessageFormatter(options.color, options.id), options.id,
              options.room),
        session_(client, view_, ChatSession::FirstConnection::kMayBeRetried, options.id),
        sender_(client, session_, tracker_,
                {.join_timeout = std::chrono::hours(24 * 365),
                 .on_delay = [this](const std::string& line) { view_.OnNotice(line); }}),
        outbox_(sender_, [this](const std::string& text, const absl::Status& why) {
          view_.ShowError(absl::Status(
              why.code(), absl::StrCat(why.message(), " (not sent: ", Shortened(text), ")")));
          if (IsFinal(why)) terminal_.Close();
        }) {}

  int Run() {
    while (TakeLine()) {
    }
    const size_t unsent = outbox_.Drain(view_.in_room() ? timeout_ : std::chrono::seconds(0));
    if (unsent > 0) {
      view_.ShowNotice(
          absl::StrCat("quit with ", unsent, " unsent message", unsent == 1 ? "" : "s"));
    }
    const absl::Status closed = client_.Close();
    if (!IsConnectionLoss(closed)) view_.ShowError(closed);
    return view_.ended() || unsent > 0 ? base::kExitFailed : base::kExitOk;
  }

 private:
  // False when the user quit.
  bool TakeLine() {
    // With sequence numbers the message comes back with its time: show it once, not twice.
    const std::optional<std::string> line =
        terminal_.ReadLine("message >> ", client_.HasSequenceNumbers() ? Terminal::Entered::kClears
                                                                       : Terminal::Entered::kStays);
    if (!line.has_value()) return false;
    const TypedLine typed = ParseTypedLine(*line);
    switch (typed.kind) {
      case TypedLine::Kind::kNothing:
        return true;
      case TypedLine::Kind::kMessage:
        return client_.HasSequenceNumbers() ? Post(typed.text) : SendNow(typed.text);
      case TypedLine::Kind::kHelp:
        for (const char* help : kHelpLines) view_.ShowNotice(help);
        return true;
      case TypedLine::Kind::kWho:
        view_.ShowParticipants();
        return true;
      case TypedLine::Kind::kUnknown:
        view_.ShowNotice(absl::StrCat("no such command: ", Shortened(typed.text), " (try /help)"));
        return true;
      case TypedLine::Kind::kQuit:
        return false;
    }
    return false;
  }

  bool Post(const std::string& text) {
    const absl::Status check = CheckSendable(id_, text);
    view_.ShowError(check);
    if (!check.ok()) return true;
    if (!view_.in_room()) view_.ShowNotice(absl::StrCat("not sent yet: ", Shortened(text)));
    outbox_.Put(id_, text);
    return true;
  }

  // Asks for another id when the server refuses this one, and sends the same text again. False when
  // the user quit instead.
  bool SendNow(const std::string& text) {
    // A user who types at the very first prompt wants to receive that message, too. Half a second,
    // since a server may not tell when it has registered a reader.
    if (!std::exchange(waited_, true)) {
      session_.WaitUntilJoined(std::chrono::milliseconds(500)).IgnoreError();
    }
    for (;;) {
      const absl::Status status = client_.Send({id_, text}).status;
      view_.ShowError(client_.TakeLateRefusal());
      view_.ShowError(status);
      if (status.code() != kNameRefused) return true;
      std::optional<std::string> other = terminal_.ReadLine("id ? ");
      if (!other.has_value()) return false;
      id_ = *std::move(other);
    }
  }

  ContractClient& client_;
  Terminal& terminal_;
  std::string id_;
  bool waited_ = false;
  const std::chrono::milliseconds timeout_;
  DeliveryTracker tracker_;
  ChatView view_;
  ChatSession session_;
  Sender sender_;
  Outbox outbox_;
};

}  // namespace

int RunTerminalClient(ContractClient& client, TerminalOptions options) {
  const rpc::QuietLog quiet;  // gRPC's log would tear the line being typed; the session reports
  Terminal terminal;
  bool asked = !options.id.empty();
  for (;;) {
    if (asked) {
      const absl::Status check = CheckName(client, options.id);
      if (check.ok()) break;
      terminal.Print(stderr, rpc::Describe(check));
    }
    std::optional<std::string> given = terminal.ReadLine("id ? ");
    if (!given.has_value()) return base::kExitOk;
    options.id = *std::move(given);
    asked = true;
  }
  return TerminalClient(client, terminal, options).Run();
}

}  // namespace workbook::chat::client
