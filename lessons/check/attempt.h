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

/// A call of a function on a thread of its own. What it uses has to live as long as it runs, which
/// is for ever when it hangs: hold it by shared_ptr in the function. One at a time may crash.
template <typename Result>
class Attempt {
 public:
  explicit Attempt(std::function<Result()> function) {
    crash = 0;
    for (const int signal : {SIGABRT, SIGSEGV}) std::signal(signal, OnCrash);
    std::thread([state = state_, function = std::move(function)]() mutable {
      Result result = function();
      function = nullptr;
      const std::scoped_lock lock(state->mutex);
      state->result = std::move(result);
      state->changed.notify_all();
    }).detach();
  }

  /// Waits until it has returned or crashed: for `patience` at most, which is far more than a right
  /// answer needs. Returns what the function returned.
  std::optional<Result> Wait(std::chrono::milliseconds patience = std::chrono::seconds(2)) {
    const auto give_up = std::chrono::steady_clock::now() + patience;
    std::unique_lock lock(state_->mutex);
    // Nobody can notify in a crash.
    while (!state_->result && crash == 0 && std::chrono::steady_clock::now() < give_up) {
      state_->changed.wait_for(lock, std::chrono::milliseconds(10));
    }
    return state_->result;
  }

  /// Whether it has returned.
  bool returned() const {
    const std::scoped_lock lock(state_->mutex);
    return state_->result.has_value();
  }

  bool crashed() const { return crash != 0; }

  /// Why there is no result: "it crashed (SIGSEGV)", "it did not return".
  std::string WhyNot() const {
    if (crash == SIGSEGV) return "it crashed: it used a null pointer, or an object that is gone";
    if (crash == SIGABRT) return "an assertion failed, of gRPC or of the C++ library";
    return "it did not return";
  }

 private:
  struct State {
    std::mutex mutex;
    std::condition_variable changed;
    std::optional<Result> result;
  };

  // Other threads stop here instead of ending the program; the check's own thread ends it.
  static void OnCrash(int signal) {
    if (gettid() == getpid()) {
      std::signal(signal, SIG_DFL);
      return;
    }
    crash = signal;
    while (true) pause();
  }

  inline static std::atomic<int> crash = 0;

  const std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace workbook::lessons::check
