// Runs code of the exercise that may hang or crash, and says so in words.
#pragma once

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

namespace workbook::lessons::check {

/// Crashes of other threads than the check's own: each stops the thread, and not the program.
class Crashes {
 public:
  /// Forgets those before.
  static void Watch() {
    last_signal = 0;
    for (const int signal : {SIGABRT, SIGSEGV}) std::signal(signal, OnCrash);
  }
  /// The signal of the last one; 0: none.
  static int Last() { return last_signal; }

 private:
  static void OnCrash(int signal) {
    if (gettid() == getpid()) {
      std::signal(signal, SIG_DFL);
      return;
    }
    last_signal = signal;
    while (true) pause();
  }

  inline static std::atomic<int> last_signal = 0;
};

/// A call of a function on a thread of its own. What it uses has to live as long as it runs, which
/// is for ever when it hangs: hold it by shared_ptr in the function. One at a time may crash.
template <typename Result>
class Attempt {
 public:
  explicit Attempt(std::function<Result()> function) {
    Crashes::Watch();
    thread_ = std::thread([state = state_, function = std::move(function)]() mutable {
      Result result = function();
      function = nullptr;
      const std::scoped_lock lock(state->mutex);
      state->result = std::move(result);
      state->changed.notify_all();
    });
  }
  ~Attempt() {
    if (returned()) {
      thread_.join();  // the program may be about to end
    } else {
      thread_.detach();
    }
  }
  Attempt(const Attempt&) = delete;
  Attempt& operator=(const Attempt&) = delete;

  /// Waits until it has returned or crashed: for `patience` at most, which is far more than a right
  /// answer needs. Returns what the function returned.
  std::optional<Result> Wait(std::chrono::milliseconds patience = std::chrono::seconds(2)) {
    const auto give_up = std::chrono::steady_clock::now() + patience;
    std::unique_lock lock(state_->mutex);
    // Nobody can notify in a crash.
    while (!state_->result && !crashed() && std::chrono::steady_clock::now() < give_up) {
      state_->changed.wait_for(lock, std::chrono::milliseconds(10));
    }
    return state_->result;
  }

  /// Whether it has returned.
  bool returned() const {
    const std::scoped_lock lock(state_->mutex);
    return state_->result.has_value();
  }

  bool crashed() const { return Crashes::Last() != 0; }

  /// Why there is no result: "it did not return".
  std::string WhyNot() const {
    switch (Crashes::Last()) {
      case SIGSEGV:
        return "it crashed: it used a null pointer, or an object that is gone";
      case SIGABRT:
        return "an assertion failed, of gRPC or of the C++ library";
      default:
        return "it did not return";
    }
  }

 private:
  struct State {
    std::mutex mutex;
    std::condition_variable changed;
    std::optional<Result> result;
  };

  const std::shared_ptr<State> state_ = std::make_shared<State>();
  std::thread thread_;
};

}  // namespace workbook::lessons::check
