// Ctrl-C, for work that is done by other processes: ends what runs now and keeps more from
// starting.
#pragma once

#include <functional>
#include <mutex>
#include <utility>

namespace workbook::runner {

/// Raised from one thread, heeded by another.
class Interruption {
 public:
  /// Stops the work under way; calls its function again each time.
  void Raise() {
    const std::lock_guard lock(mutex_);
    raised_ = true;
    if (stop_) stop_();
  }

  bool raised() const {
    const std::lock_guard lock(mutex_);
    return raised_;
  }

  /// For as long as one lives, its function is how the work under way is stopped. It is called at
  /// once when that was asked for before; it must not block.
  class Work {
   public:
    Work(Interruption& interruption, std::function<void()> stop) : interruption_(interruption) {
      const std::lock_guard lock(interruption_.mutex_);
      interruption_.stop_ = std::move(stop);
      if (interruption_.raised_) interruption_.stop_();
    }
    ~Work() {
      const std::lock_guard lock(interruption_.mutex_);
      interruption_.stop_ = nullptr;
    }
    Work(const Work&) = delete;
    Work& operator=(const Work&) = delete;

   private:
    Interruption& interruption_;
  };

 private:
  mutable std::mutex mutex_;
  bool raised_ = false;         // guarded by mutex_
  std::function<void()> stop_;  // guarded by mutex_
};

}  // namespace workbook::runner
