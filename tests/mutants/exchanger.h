// Mixes up two calls that overlap: the fault of a server that keeps a call's data in a shared
// place.
#pragma once

#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/mutex.h"

namespace workbook::tests {

/// Two calls that overlap get each other's value, and a call that is alone keeps its own.
/// Thread-safe.
template <typename Value>
class Exchanger {
 public:
  /// Waits for another call, but only for a moment: a call that is alone never meets one.
  Value Exchange(Value value) {
    const base::MutexLock lock(mutex_);
    if (waiting_ != nullptr) {
      std::swap(value, *std::exchange(waiting_, nullptr));
      return value;
    }
    waiting_ = &value;
    const auto exchanged = [this, &value]()
                               ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return waiting_ != &value; };
    if (!mutex_.AwaitWithTimeout(absl::Condition(&exchanged), kMeetingTime)) waiting_ = nullptr;
    return value;
  }

 private:
  static constexpr absl::Duration kMeetingTime = absl::Milliseconds(20);

  absl::Mutex mutex_;
  Value* waiting_ ABSL_GUARDED_BY(mutex_) = nullptr;  // on the stack of the call that waits
};

}  // namespace workbook::tests
