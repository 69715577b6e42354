#include "chat/client_session.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "chat/client_text.h"
#include "rpc/status.h"

namespace workbook::chat {
namespace {

std::string WhyAbsent(const absl::Status& status, bool was_in_room, bool ever_joined) {
  const std::string reason = status.ok() ? "the stream ended" : rpc::Describe(status);
  if (absl::IsResourceExhausted(status)) {
    return was_in_room ? absl::StrCat("fell behind (", reason, "); joining again")
                       : absl::StrCat("not let in (", reason, "); trying again");
  }
  return ever_joined ? absl::StrCat("lost the server (", reason, "); trying to come back")
                     : absl::StrCat("no server yet (", reason, "); waiting for it");
}

std::string WhatIsMissing(const Heard::Gap& gap) {
  if (gap.other_epoch || gap.last < gap.first) {
    return "the room has begun anew: what was said meanwhile, if anything, is missing";
  }
  // The numbers count those who came and left as well.
  const uint64_t count = gap.last - gap.first + 1;
  return absl::StrCat("up to ", count, count == 1 ? " message is" : " messages are",
                      " missing: the server no longer has ", count == 1 ? "it" : "them");
}

}  // namespace

ChatSession::ChatSession(ChatDoor& door, SessionListener& listener,
                         FirstConnection first_connection, std::string participant)
    : door_(door),
      listener_(listener),
      first_connection_(first_connection),
      participant_(std::move(participant)),
      thread_([this] { Run(); }) {}

ChatSession::~ChatSession() {
  Leave();
  thread_.join();
}

void ChatSession::Leave() {
  absl::MutexLock lock(&mutex_);
  stopping_ = true;
  if (current_ != nullptr) current_->Cancel();
}

absl::Status ChatSession::WaitUntilJoined(std::chrono::milliseconds timeout) {
  absl::MutexLock lock(&mutex_);
  const auto decided = [this] { return joined_ || stopping_ || !end_.ok(); };
  if (!mutex_.AwaitWithTimeout(absl::Condition(&decided), absl::FromChrono(timeout))) {
    return absl::DeadlineExceededError(
        absl::StrCat("not in the room after ", absl::FormatDuration(absl::FromChrono(timeout))));
  }
  if (stopping_) return absl::CancelledError("leaving the room");
  return end_;
}

void ChatSession::Run() {
  auto pause = kFirstPause;
  bool wait_for_server = false;  // the first failure is to be told, not sat out
  while (const std::unique_ptr<Subscription> subscription = Subscribe(wait_for_server)) {
    wait_for_server = true;
    const bool in_room = subscription->WaitUntilRegistered();
    if (in_room) {
      pause = kFirstPause;
      ReadToTheEnd(*subscription);
    }
    const absl::Status status = subscription->Finish();
    const bool falls_back = FallsBack(status);
    const bool ends = !falls_back && Ends(status);
    {
      absl::MutexLock lock(&mutex_);
      current_ = nullptr;
      joined_ = false;
      if (stopping_) return;
      if (ends) end_ = status;
    }
    if (ends) return listener_.OnEnded(status);
    if (falls_back) continue;
    SayWhyAbsent(status, in_room);
    if (!Rest(pause)) return;
    pause = std::min(2 * pause, kLongestPause);
  }
}

std::unique_ptr<Subscription> ChatSession::Subscribe(bool wait_for_server) {
  std::unique_ptr<Subscription> subscription =
      door_.Subscribe({wait_for_server, participant_, place_.bookmark()});
  absl::MutexLock lock(&mutex_);
  if (stopping_) return nullptr;
  current_ = subscription.get();
  return subscription;
}

void ChatSession::ReadToTheEnd(Subscription& subscription) {
  const bool was_absent = std::exchange(absent_, false);
  ever_joined_ = true;
  if (!door_.HasNumbers()) SetJoined(true);
  if (was_absent) {
    listener_.OnNotice("in the room");
    listener_.OnPresence(true);
  }
  while (const std::optional<Heard> heard = subscription.Next()) Hear(*heard);
}

void ChatSession::Hear(const Heard& heard) {
  if (!place_.Advance(heard)) return;
  if (const auto* gap = heard.As<Heard::Gap>()) listener_.OnNotice(WhatIsMissing(*gap));
  if (heard.As<Heard::ShuttingDown>() != nullptr) listener_.OnNotice("the server shuts down");
  listener_.OnHeard(heard);
  // Whoever waits to speak may rely on the listener's knowing which life of the room this is.
  if (heard.As<Heard::Welcome>() != nullptr) SetJoined(true);
}

bool ChatSession::FallsBack(const absl::Status& status) {
  if (!absl::IsUnimplemented(status)) return false;
  const std::optional<std::string> line = door_.FallBack();
  if (line.has_value()) listener_.OnNotice(*line);
  return line.has_value();
}

void ChatSession::SayWhyAbsent(const absl::Status& status, bool was_in_room) {
  // Once for each absence: it may take many attempts.
  if (std::exchange(absent_, true)) return;
  listener_.OnNotice(WhyAbsent(status, was_in_room, ever_joined_));
  listener_.OnPresence(false);
}

bool ChatSession::Ends(const absl::Status& status) const {
  if (IsFinal(status) || absl::IsInvalidArgument(status)) return true;
  return !ever_joined_ && first_connection_ == FirstConnection::kMustSucceed;
}

void ChatSession::SetJoined(bool joined) {
  absl::MutexLock lock(&mutex_);
  joined_ = joined;
}

bool ChatSession::Rest(std::chrono::milliseconds pause) {
  absl::MutexLock lock(&mutex_);
  return !mutex_.AwaitWithTimeout(absl::Condition(&stopping_), absl::FromChrono(pause));
}

}  // namespace workbook::chat
