// Tells a faulty server that a client gave a call up.
#pragma once

#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/mutex.h"

namespace workbook::tests {

/// Tracks calls of one kind. Calls that overlap do not count: their clients may end them long after
/// the behaviour under test. Thread-safe.
class CancellationTracker {
 public:
  void Begin() {
    const base::MutexLock lock(mutex_);
    overlapping_ = open_ > 0;
    ++open_;
  }

  void End(bool cancelled) {
    const base::MutexLock lock(mutex_);
    if (cancelled && !overlapping_) any_cancelled_ = true;
    --open_;
  }

  /// Whether a client gave a call up since the last question. Waits for the end of a call that is
  /// open alone, but not for long: the server may learn of a cancellation a moment after its
  /// client.
  bool AnyCancelled() {
    const base::MutexLock lock(mutex_);
    const auto settled = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return open_ == 0 || overlapping_;
    };
    mutex_.AwaitWithTimeout(absl::Condition(&settled), absl::Milliseconds(300));
    return std::exchange(any_cancelled_, false);
  }

 private:
  absl::Mutex mutex_;
  int open_ ABSL_GUARDED_BY(mutex_) = 0;
  bool overlapping_ ABSL_GUARDED_BY(mutex_) = false;  // since a call began alone
  bool any_cancelled_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace workbook::tests
