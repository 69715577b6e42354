// What a client has said and not yet heard. Numbers make it simple: what was acknowledged as the
// 7th event has been heard when the 7th event has. Without them texts have to be compared.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "chat/client_heard.h"

namespace workbook::chat {

/// The lines of `id`. Thread-safe: one thread says, another hears.
class Account {
 public:
  explicit Account(std::string id) : id_(std::move(id)) {}

  /// Before `text` is said: it may be heard before the answer comes.
  void Expect(const std::string& text);
  /// The answer gave it a number: the number counts, and the text does not any more.
  void Acknowledge(const std::string& text, const Bookmark& place);
  /// `text` will not be heard. False when it has been already.
  bool Withdraw(const std::string& text);

  /// What came.
  void Hear(const Heard& heard);
  /// Nothing will come any more.
  void End();

  /// Whether `text` was expected in an earlier epoch of the room than the present one, and heard.
  bool HeardInAnEarlierEpoch(const std::string& text);

  /// How many are missing, as soon as that is sure: all are heard, nothing will come any more, or
  /// for `timeout` none came.
  size_t AwaitAll(absl::Duration timeout);

 private:
  bool IsHeard(const Bookmark& place) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool Settle(const std::string& text) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  size_t Unheard() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool MoreMayCome() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string id_;
  absl::Mutex mutex_;
  std::unordered_map<std::string, size_t> texts_ ABSL_GUARDED_BY(mutex_);
  size_t text_count_ ABSL_GUARDED_BY(mutex_) = 0;
  // Acknowledged and not heard: in this epoch, or in one whose Welcome is on its way.
  std::vector<Bookmark> places_ ABSL_GUARDED_BY(mutex_);
  size_t lost_ ABSL_GUARDED_BY(mutex_) = 0;         // acknowledged in a life that is over
  Bookmark here_ ABSL_GUARDED_BY(mutex_);           // what was heard last
  std::string last_text_ ABSL_GUARDED_BY(mutex_);   // the own one that was heard last, and
  std::string last_epoch_ ABSL_GUARDED_BY(mutex_);  // when
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace workbook::chat
