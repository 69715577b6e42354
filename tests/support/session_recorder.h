// What a chat session told, as a test reads it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <vector>

#include "chat/client_account.h"
#include "chat/client_session.h"
#include "chat/client_text.h"
#include "rpc/status.h"

namespace workbook::testing {

/// Everything that a session told, in order: "> " what was said, "+ " and "- " who came and left,
/// "! " notices, "# " the end.
class SessionRecorder final : public chat::SessionListener {
 public:
  /// `account`, when there is one, is told what is heard first.
  explicit SessionRecorder(chat::Account* account = nullptr) : account_(account) {}

  void OnHeard(const chat::Heard& heard) override {
    if (account_ != nullptr) account_->Hear(heard);
    if (const auto* said = heard.As<chat::Heard::Said>()) Add("> " + chat::ToLine(*said));
    if (const auto* joined = heard.As<chat::Heard::Joined>()) Add("+ " + joined->name);
    if (const auto* left = heard.As<chat::Heard::Left>()) Add("- " + left->name);
  }
  void OnNotice(const std::string& line) override { Add("! " + line); }
  void OnEnded(const absl::Status& status) override { Add("# " + rpc::Describe(status)); }

  /// The next event, or a text that matches nothing when none comes.
  std::string Next() {
    std::unique_lock lock(mutex_);
    const auto came = [this] { return next_ < events_.size(); };
    return came_.wait_for(lock, std::chrono::seconds(20), came) ? events_[next_++] : "nothing came";
  }

 private:
  void Add(const std::string& event) {
    const std::lock_guard lock(mutex_);
    events_.push_back(event);
    came_.notify_all();
  }

  chat::Account* const account_;
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<std::string> events_;
  size_t next_ = 0;
};

}  // namespace workbook::testing
