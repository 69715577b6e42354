// To say a line until it is answered. A call whose answer got lost has a line that may have been
// heard or not; where the contract knows the line by an id, the way out is to say it again.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "chat/client_account.h"
#include "chat/client_door.h"
#include "chat/client_session.h"

namespace workbook::chat {

/// Speaks through a door that a session reads from. Say is for one thread.
class Speaker {
 public:
  struct Ways {
    /// How long to wait for a place in the room before each attempt, where the door HasNumbers.
    std::chrono::milliseconds patience;
    /// A line on why an answer takes its time; once for each reason and message.
    std::function<void(const std::string& line)> tell = [](const std::string&) {};
  };

  /// Servers remember an id for 2 minutes. What is said again later might be heard twice.
  static constexpr absl::Duration kRemembered = absl::Seconds(110);

  /// `door`, `session` and `account` have to outlive it. The account has to be told what the
  /// session hears.
  Speaker(ChatDoor& door, ChatSession& session, Account& account, Ways ways);

  /// The answer to `text`. Through a door that HasNumbers it is asked for over and over when the
  /// server has gone or has enough for now; CANCELLED after Stop, and DEADLINE_EXCEEDED when the
  /// patience is over or the server no longer remembers. Through another door there is one attempt.
  /// What was heard although its answer got lost is OK, and not said again to a server that came
  /// anew: it does not know the ids of the one before.
  Answer Say(const std::string& owner, const std::string& text);

  /// Ends Say before its next attempt. From any thread.
  void Stop();

 private:
  Answer SayUntilAnswered(const Line& line);
  std::string NextId();
  // False when Stop was called.
  bool Rest(std::chrono::milliseconds pause);

  ChatDoor& door_;
  ChatSession& session_;
  Account& account_;
  const Ways ways_;
  const std::string id_prefix_;  // unlike that of any other client of the same name
  uint64_t lines_ = 0;

  absl::Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace workbook::chat
