// std::mutex with the attributes by which clang's -Wthread-safety checks ABSL_GUARDED_BY. Code
// under ThreadSanitizer locks with it: Debian's absl::Mutex is compiled without ThreadSanitizer,
// which therefore cannot see its locks, and libstdc++'s std::mutex has no attributes that clang can
// check. MutexLock locks either.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "absl/base/thread_annotations.h"

namespace workbook::base {

class ABSL_LOCKABLE Mutex {
 public:
  void Lock() ABSL_EXCLUSIVE_LOCK_FUNCTION() { mutex_.lock(); }
  bool TryLock() ABSL_EXCLUSIVE_TRYLOCK_FUNCTION(true) { return mutex_.try_lock(); }
  void Unlock() ABSL_UNLOCK_FUNCTION() { mutex_.unlock(); }

 private:
  friend class CondVar;
  std::mutex mutex_;
};

/// absl::Mutex has had lock() and unlock() since 2025, and then deprecates Lock() and Unlock().
template <typename AnyMutex>
void Lock(AnyMutex& mutex) ABSL_EXCLUSIVE_LOCK_FUNCTION(mutex) {
  if constexpr (requires { mutex.lock(); }) {
    mutex.lock();
  } else {
    mutex.Lock();
  }
}

template <typename AnyMutex>
void Unlock(AnyMutex& mutex) ABSL_UNLOCK_FUNCTION(mutex) {
  if constexpr (requires { mutex.unlock(); }) {
    mutex.unlock();
  } else {
    mutex.Unlock();
  }
}

/// Holds a base::Mutex or an absl::Mutex while it lives. It stands in for absl::MutexLock, whose
/// constructor takes a pointer in old versions of Abseil and a reference in new ones.
template <typename AnyMutex>
class ABSL_SCOPED_LOCKABLE MutexLock {
 public:
  explicit MutexLock(AnyMutex& mutex) ABSL_EXCLUSIVE_LOCK_FUNCTION(mutex) : mutex_(mutex) {
    Lock(mutex_);
  }
  /// Takes over a lock that TryLock has acquired.
  MutexLock(AnyMutex& mutex, std::adopt_lock_t /*locked*/) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex)
      : mutex_(mutex) {}
  ~MutexLock() ABSL_UNLOCK_FUNCTION() { Unlock(mutex_); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  AnyMutex& mutex_;
};

/// A condition variable. Its waits take no predicate, because clang checks a lambda as a function
/// that holds no lock: write `while (!condition) changed_.Wait(mutex_);`.
class CondVar {
 public:
  void Wait(Mutex& mutex) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    std::unique_lock lock(mutex.mutex_, std::adopt_lock);
    changed_.wait(lock);
    lock.release();  // the caller still holds it
  }

  /// False once `deadline` has passed.
  bool WaitUntil(Mutex& mutex, std::chrono::steady_clock::time_point deadline)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    std::unique_lock lock(mutex.mutex_, std::adopt_lock);
    const bool in_time = changed_.wait_until(lock, deadline) == std::cv_status::no_timeout;
    lock.release();
    return in_time;
  }

  void NotifyOne() { changed_.notify_one(); }
  void NotifyAll() { changed_.notify_all(); }

 private:
  std::condition_variable changed_;
};

}  // namespace workbook::base
