// Messages that were typed and wait to be sent. They have their own thread, so that the user can
// type on while the server is slow, far or away.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "chat/client/sender.h"

namespace workbook::chat::client {

/// Sends messages in the order of Put. Thread-safe.
class Outbox {
 public:
  /// Called on the outbox's thread with each message that was refused, and why.
  using OnRefused = std::function<void(const std::string& text, const absl::Status& why)>;

  /// `sender` must outlive it, and nobody else may use it meanwhile.
  Outbox(Sender& sender, OnRefused on_refused);
  /// Stops the sender, and drops the pending messages.
  ~Outbox();

  void Put(std::string sender, std::string text);

  /// How many messages have no answer yet, as soon as there are none or after `timeout`.
  size_t Drain(std::chrono::milliseconds timeout);

 private:
  struct Pending {
    std::string sender;
    std::string text;
  };
  void Run();

  Sender& sender_;
  const OnRefused on_refused_;

  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::deque<Pending> pending_ ABSL_GUARDED_BY(mutex_);  // sender_ sends the first one

  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace workbook::chat::client
