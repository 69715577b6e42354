// What was typed and is not said yet. A thread of its own says it, so that typing goes on while the
// server is slow, far or away.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "chat/client_speaker.h"

namespace workbook::chat {

/// Says lines in the order in which they were put. Thread-safe.
class Outbox {
 public:
  /// Called on the outbox's thread with each line that was not taken, and why.
  using OnRefused = std::function<void(const std::string& text, const absl::Status& why)>;

  /// `speaker` has to outlive it, and is used by nobody else meanwhile.
  Outbox(Speaker& speaker, OnRefused on_refused);
  /// Stops the speaker: what waits is dropped.
  ~Outbox();

  void Put(std::string owner, std::string text);

  /// How many lines are not answered yet, as soon as there are none or after `timeout`.
  size_t Drain(std::chrono::milliseconds timeout);

 private:
  struct Letter {
    std::string owner;
    std::string text;
  };
  void Run();

  Speaker& speaker_;
  const OnRefused on_refused_;

  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::deque<Letter> letters_ ABSL_GUARDED_BY(mutex_);  // the first is being said

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace workbook::chat
