// What a session hears, put on a terminal.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "chat/client_account.h"
#include "chat/client_look.h"
#include "chat/client_session.h"
#include "chat/client_terminal.h"
#include "chat/client_who.h"

namespace workbook::chat {

/// Prints above the line being typed. The session's methods are for its thread, the others for any.
class Screen final : public SessionListener {
 public:
  /// `terminal` and `account`, which is told what is heard, have to outlive it.
  Screen(Terminal& terminal, Account& account, Look look, std::string own_name, std::string room);

  void OnHeard(const Heard& heard) override;
  void OnNotice(const std::string& line) override { terminal_.Print(stderr, line); }
  void OnPresence(bool in_room) override;
  void OnEnded(const absl::Status& status) override;

  /// One line of the program's own.
  void Tell(const std::string& line) { terminal_.Print(stdout, look_.Aside(line)); }
  void TellWhoIsHere() { Tell(who_is_here_.ToLine()); }
  /// Why something failed; nothing when it did not.
  void Complain(const absl::Status& status);

  bool in_room() const { return in_room_; }
  /// Whether there is nothing more to come.
  bool ended() const { return ended_; }

 private:
  void TakeWelcome(const Heard::Welcome& welcome);
  bool IsOldNews(const Heard& heard) const;

  Terminal& terminal_;
  Account& account_;
  Look look_;
  const std::string own_name_;
  const std::string room_;
  WhoIsHere who_is_here_;
  std::string epoch_;      // of the last Welcome
  uint64_t old_news_ = 0;  // the room's newest event when this reader came first
  std::atomic<bool> in_room_ = true;
  std::atomic<bool> ended_ = false;
};

}  // namespace workbook::chat
