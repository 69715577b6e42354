// Tracks the messages a client has sent but not yet received back. With sequence numbers that is
// simple: the message acknowledged as event 7 has arrived once event 7 has. Without them the
// tracker has to compare texts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "chat/client/event.h"

namespace workbook::chat::client {

/// Tracks the messages of the sender `id`. Thread-safe: one thread sends, another one receives.
class DeliveryTracker {
 public:
  explicit DeliveryTracker(std::string id) : id_(std::move(id)) {}

  /// Call it before `text` is sent: the message may arrive before the answer to the Send does.
  void Expect(const std::string& text);
  /// The answer gave the message a position: the tracker now waits for the position, no longer for
  /// the text.
  void Acknowledge(const std::string& text, const Position& position);
  /// `text` will not arrive. False when it has arrived already.
  bool Withdraw(const std::string& text);

  /// Call it with each event that arrives.
  void Receive(const Event& event);
  /// No more events will arrive.
  void End();

  /// Whether `text`, as last expected, arrived in an earlier epoch of the room than the present
  /// one.
  bool ArrivedInAnEarlierEpoch(const std::string& text);

  /// How many messages are missing. Returns as soon as that is certain: all have arrived, no more
  /// events will, or none of them arrived for `timeout`.
  size_t AwaitAll(absl::Duration timeout);

 private:
  bool HasArrived(const Position& position) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool RemoveText(const std::string& text) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  size_t Missing() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool MoreMayArrive() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string id_;
  absl::Mutex mutex_;
  std::unordered_map<std::string, size_t> texts_ ABSL_GUARDED_BY(mutex_);
  size_t text_count_ ABSL_GUARDED_BY(mutex_) = 0;
  // Acknowledged and not arrived: in this epoch, or in one whose Welcome has yet to arrive.
  std::vector<Position> positions_ ABSL_GUARDED_BY(mutex_);
  size_t lost_ ABSL_GUARDED_BY(mutex_) = 0;  // acknowledged in an epoch that is over
  Position newest_ ABSL_GUARDED_BY(mutex_);  // of the newest event that arrived
  // The own text that arrived last, and the epoch it arrived in.
  std::string last_text_ ABSL_GUARDED_BY(mutex_);
  std::string last_epoch_ ABSL_GUARDED_BY(mutex_);
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace workbook::chat::client
