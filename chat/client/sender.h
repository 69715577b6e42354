// Sends a message until the server answers. When an answer gets lost, the client cannot know
// whether the message was delivered; a contract that recognises a message by its id lets it send
// again.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "chat/client/contract_client.h"
#include "chat/client/delivery_tracker.h"
#include "chat/client/session.h"

namespace workbook::chat::client {

/// Sends through the client that a session reads from. Send is for one thread.
class Sender {
 public:
  struct Options {
    /// How long to wait until the session has joined, before each attempt; with sequence numbers.
    std::chrono::milliseconds join_timeout;
    /// Called with a line that says why an answer is late; once for each reason and message.
    std::function<void(const std::string& line)> on_delay = [](const std::string&) {};
  };

  /// Servers remember an id for 2 minutes. A message sent again later might be delivered twice.
  static constexpr absl::Duration kRemembered = absl::Seconds(110);

  /// `client`, `session` and `tracker` must outlive it. The tracker must receive the session's
  /// events.
  Sender(ContractClient& client, ChatSession& session, DeliveryTracker& tracker, Options options);

  /// The server's answer to `text`. With sequence numbers it sends again, under the same id, while
  /// the server is away or throttles this client; CANCELLED after Stop, DEADLINE_EXCEEDED when
  /// join_timeout is over or the server no longer remembers the id. Without sequence numbers it
  /// sends once. A message that arrived although its answer got lost is OK; it is not sent again to
  /// a server that restarted, which does not know the ids of the one before.
  SendResult Send(const std::string& sender, const std::string& text);

  /// Ends Send before its next attempt. From any thread.
  void Stop();

 private:
  SendResult SendUntilAnswered(const SendRequest& request);
  std::string NextId();
  // False when Stop was called.
  bool Pause(std::chrono::milliseconds pause);

  ContractClient& client_;
  ChatSession& session_;
  DeliveryTracker& tracker_;
  const Options options_;
  const std::string id_prefix_;  // differs from that of every other client of the same name
  uint64_t message_count_ = 0;

  absl::Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace workbook::chat::client
