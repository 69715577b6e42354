// A reader that stays in the room: it subscribes, and subscribes again whenever the stream ends.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "chat/client/contract_client.h"

namespace workbook::chat::client {

/// Receives a session's events. Called on the session's thread, one call at a time. A call may
/// block: flow control then holds events on the server, which ends the stream of a reader that
/// stalls too long.
class SessionListener {
 public:
  virtual ~SessionListener() = default;
  /// Each event once, however often the stream broke and resumed, where the contract has sequence
  /// numbers.
  virtual void OnEvent(const Event& event) = 0;
  /// One line, without control characters, about the connection or about missed events.
  virtual void OnNotice(const std::string& line) = 0;
  /// False when the session starts to retry, true when it is back; after the notice of it. Not
  /// called for a first join that succeeds at once, nor at the end.
  virtual void OnPresence(bool) {}
  /// Final status; the session will not retry.
  virtual void OnEnded(const absl::Status& status) = 0;
};

/// Follows one reader through its streams: the position to resume from, and which events are
/// duplicates. This is the only resume state the client keeps. For one thread. With a contract
/// without sequence numbers every event is new and there is no position.
class PositionTracker {
 public:
  /// Records `event`. False when it is a duplicate.
  bool Advance(const Event& event);

  /// The event to resume after; nothing before the first Welcome.
  const std::optional<Position>& position() const { return position_; }

 private:
  std::optional<Position> position_;
  // Until the first numbered event, position_ is the Welcome's. Requested history has lower numbers
  // and must not count as duplicates.
  bool read_any_ = false;
};

/// Reads the room on its own thread. When the stream ends, the session subscribes again with
/// exponential backoff, as a wait_for_ready call (see rpc::Dial for how often gRPC tries to
/// connect). With sequence numbers it resumes after the last event it received: the missed
/// events arrive first, and a notice reports those that the server no longer has.
class ChatSession {
 public:
  static constexpr std::chrono::milliseconds kFirstPause{100};
  static constexpr std::chrono::milliseconds kLongestPause{2000};

  /// What to do when the very first connection fails.
  enum class FirstConnection { kMustSucceed, kMayBeRetried };

  /// Starts the thread that joins the room. Others see the reader as `participant`, where the
  /// contract shows names. `client` and `listener` must outlive the session.
  ChatSession(ContractClient& client, SessionListener& listener, FirstConnection first_connection,
              std::string participant = "");

  /// Leaves the room. On return no listener call is running, and none will follow. Waits neither
  /// for a pause nor for a connection.
  ~ChatSession();

  /// Starts to leave: WaitUntilJoined returns CANCELLED from now on. From any thread.
  void Leave();

  /// OK as soon as the server has registered this reader, DEADLINE_EXCEEDED after `timeout`,
  /// CANCELLED after Leave, and the session's final status when it has ended.
  absl::Status WaitUntilJoined(std::chrono::milliseconds timeout);

 private:
  void Run();
  std::unique_ptr<Subscription> Subscribe(bool wait_for_server);
  void ReadToTheEnd(Subscription& subscription);
  void Deliver(const Event& event);
  // True when there is another contract to try at once.
  bool FallsBack(const absl::Status& status);
  bool Ends(const absl::Status& status) const;
  void NotifyAbsence(const absl::Status& status, bool was_in_room);
  void SetJoined(bool joined);
  // False when the session has to stop.
  bool Pause(std::chrono::milliseconds pause);

  ContractClient& client_;
  SessionListener& listener_;
  const FirstConnection first_connection_;
  const std::string participant_;

  // For the session's thread alone.
  PositionTracker positions_;
  bool ever_joined_ = false;
  bool absence_notified_ = false;

  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool joined_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status end_ ABSL_GUARDED_BY(mutex_);
  Subscription* current_ ABSL_GUARDED_BY(mutex_) = nullptr;

  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace workbook::chat::client
