// A reader's stay in the room: subscribed from beginning to end, over and over when need be.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "chat/client_door.h"
#include "chat/client_place.h"

namespace workbook::chat {

/// Where a session's news goes. Called on the session's thread, one call at a time; a call may
/// block, the room waits (and lets go of a reader that makes it wait too long).
class SessionListener {
 public:
  virtual ~SessionListener() = default;
  /// Each event once, however often the stream was cut and resumed, where the door has numbers.
  virtual void OnHeard(const Heard& heard) = 0;
  /// One line, without control characters, on how the connection fares and on what was missed.
  virtual void OnNotice(const std::string& line) = 0;
  /// Whether this reader is in the room now. Comes with each change, behind its notice.
  virtual void OnPresence(bool) {}
  /// Nothing more will come, for a reason that trying again does not mend.
  virtual void OnEnded(const absl::Status& status) = 0;
};

/// Reads the room on a thread of its own. When the stream ends it subscribes again: after a pause
/// that doubles as long as it fails, and as soon as gRPC has a connection (rpc::Dial says how often
/// it tries for one). Behind a door with numbers it resumes where it was: what was missed comes
/// first, and what cannot come any more is told.
class ChatSession {
 public:
  static constexpr std::chrono::milliseconds kFirstPause{100};
  static constexpr std::chrono::milliseconds kLongestPause{2000};

  /// What to do when the very first connection fails.
  enum class FirstConnection { kMustSucceed, kMayTakeItsTime };

  /// Begins, seen as `participant` where the door shows who is here. `door` and `listener` have to
  /// outlive the session.
  ChatSession(ChatDoor& door, SessionListener& listener, FirstConnection first_connection,
              std::string participant = "");

  /// Leaves the room: no call to the listener is under way or follows. Waits neither for a pause
  /// nor for a connection.
  ~ChatSession();

  /// Begins to leave: WaitUntilJoined returns CANCELLED from now on. From any thread.
  void Leave();

  /// OK as soon as the server has this reader registered, DEADLINE_EXCEEDED after `timeout`, and
  /// what the session ended with when it has ended.
  absl::Status WaitUntilJoined(std::chrono::milliseconds timeout);

 private:
  void Run();
  std::unique_ptr<Subscription> Subscribe(bool wait_for_server);
  void ReadToTheEnd(Subscription& subscription);
  void Hear(const Heard& heard);
  // True when there is another contract to try at once.
  bool FallsBack(const absl::Status& status);
  bool Ends(const absl::Status& status) const;
  void SayWhyAbsent(const absl::Status& status, bool was_in_room);
  void SetJoined(bool joined);
  // False when the session is to stop.
  bool Rest(std::chrono::milliseconds pause);

  ChatDoor& door_;
  SessionListener& listener_;
  const FirstConnection first_connection_;
  const std::string participant_;

  // For the session's thread alone.
  ReadingPlace place_;
  bool ever_joined_ = false;
  bool absent_ = false;  // the listener has been told so

  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool joined_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status end_ ABSL_GUARDED_BY(mutex_);
  Subscription* current_ ABSL_GUARDED_BY(mutex_) = nullptr;

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace workbook::chat
