// A session's events on a terminal.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "chat/client/delivery_tracker.h"
#include "chat/client/message_formatter.h"
#include "chat/client/session.h"
#include "chat/client/terminal.h"

namespace workbook::chat::client {

/// Prints above the line being typed. The SessionListener's methods are for the session's thread,
/// the others for any thread.
class ChatView final : public SessionListener {
 public:
  /// `terminal` and `tracker`, which receives each event, must outlive it.
  ChatView(Terminal& terminal, DeliveryTracker& tracker, MessageFormatter formatter,
           std::string own_name, std::string room);

  void OnEvent(const Event& event) override;
  void OnNotice(const std::string& line) override { terminal_.Print(stderr, line); }
  void OnPresence(bool in_room) override;
  void OnEnded(const absl::Status& status) override;

  /// Prints a line of the program's own.
  void ShowNotice(const std::string& line) { terminal_.Print(stdout, formatter_.Notice(line)); }
  void ShowParticipants() { ShowNotice(participants_.ToLine()); }
  /// Prints `status`; nothing when it is OK.
  void ShowError(const absl::Status& status);

  bool in_room() const { return in_room_; }
  /// Whether the session has ended.
  bool ended() const { return ended_; }

 private:
  void ReceiveWelcome(const Event::Welcome& welcome);
  bool IsHidden(const Event& event) const;

  Terminal& terminal_;
  DeliveryTracker& tracker_;
  MessageFormatter formatter_;
  const std::string own_name_;
  const std::string room_;
  Participants participants_;
  std::string epoch_;          // of the last Welcome
  uint64_t hidden_up_to_ = 0;  // hide older joins and leaves; messages are shown as history
  std::atomic<bool> in_room_ = true;
  std::atomic<bool> ended_ = false;
};

}  // namespace workbook::chat::client
