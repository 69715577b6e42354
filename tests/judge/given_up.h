// Remembers that a client gave a call up, for faulty servers that take offence at it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace workbook::testing {

/// Watches calls of one kind. Only a call that has the server to itself counts: a crowd is let be.
/// Thread-safe.
class GivenUp {
 public:
  void Begin() {
    const std::lock_guard lock(mutex_);
    crowded_ = open_ > 0;
    ++open_;
    changed_.notify_all();
  }

  void End(bool given_up) {
    const std::lock_guard lock(mutex_);
    if (given_up && !crowded_) any_one_ = true;
    --open_;
    changed_.notify_all();
  }

  /// The call that is open is one of a crowd, although it is alone.
  void CountAsCrowd() {
    const std::lock_guard lock(mutex_);
    crowded_ = true;
    changed_.notify_all();
  }

  /// Whether a call was given up since the last time of asking. The only call that is open is
  /// waited for: its client may have given it up a moment ago.
  bool AnyOne() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(10), [this] { return open_ == 0 || crowded_; });
    return std::exchange(any_one_, false);
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int open_ = 0;
  bool crowded_ = false;
  bool any_one_ = false;
};

}  // namespace workbook::testing
