// Records a chat session's events as lines, for tests.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "chat/client/delivery_tracker.h"
#include "chat/client/message_formatter.h"
#include "chat/client/session.h"
#include "rpc/status.h"

namespace workbook::tests {

/// All of a session's events, in order: "> " messages, "+ " and "- " participants who joined and
/// left, "! " notices, "# " the final status.
class SessionRecorder final : public chat::client::SessionListener {
 public:
  /// `tracker`, if any, receives each event first.
  explicit SessionRecorder(chat::client::DeliveryTracker* tracker = nullptr) : tracker_(tracker) {}

  void OnEvent(const chat::client::Event& event) override {
    using chat::client::Event;
    if (tracker_ != nullptr) tracker_->Receive(event);
    if (const auto* message = event.As<Event::Message>()) Add("> " + ToLine(*message));
    if (const auto* joined = event.As<Event::Joined>()) Add("+ " + joined->name);
    if (const auto* left = event.As<Event::Left>()) Add("- " + left->name);
  }
  void OnNotice(const std::string& line) override { Add("! " + line); }
  void OnEnded(const absl::Status& status) override { Add("# " + rpc::Describe(status)); }

  /// The next line, or "no event" when there is none for 20 s.
  std::string Next() {
    base::MutexLock lock(mutex_);
    const auto more = [this]()
                          ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return next_ < lines_.size(); };
    return mutex_.AwaitWithTimeout(absl::Condition(&more), absl::Seconds(20)) ? lines_[next_++]
                                                                              : "no event";
  }

 private:
  void Add(const std::string& line) {
    base::MutexLock lock(mutex_);
    lines_.push_back(line);
  }

  chat::client::DeliveryTracker* const tracker_;
  absl::Mutex mutex_;
  std::vector<std::string> lines_ ABSL_GUARDED_BY(mutex_);
  size_t next_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace workbook::tests
