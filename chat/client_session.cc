#include "chat/client_session.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "rpc/status.h"

namespace workbook::chat {
namespace {

std::string WhyAbsent(const absl::Status& status, bool ever_joined) {
  if (absl::IsResourceExhausted(status)) {
    return absl::StrCat("fell behind (", rpc::Describe(status), "); joining again");
  }
  const std::string reason = status.ok() ? "the stream ended" : rpc::Describe(status);
  return ever_joined ? absl::StrCat("lost the server (", reason, "); trying to come back")
                     : absl::StrCat("no server yet (", reason, "); waiting for it");
}

}  // namespace

ChatSession::ChatSession(ChatDoor& door, SessionListener& listener,
                         FirstConnection first_connection)
    : door_(door),
      listener_(listener),
      first_connection_(first_connection),
      thread_([this] { Run(); }) {}

ChatSession::~ChatSession() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    if (current_ != nullptr) current_->Cancel();
  }
  thread_.join();
}

absl::Status ChatSession::WaitUntilJoined(std::chrono::milliseconds timeout) {
  absl::MutexLock lock(&mutex_);
  const auto decided = [this] { return joined_ || !end_.ok(); };
  if (!mutex_.AwaitWithTimeout(absl::Condition(&decided), absl::FromChrono(timeout))) {
    return absl::DeadlineExceededError(
        absl::StrCat("not in the room after ", absl::FormatDuration(absl::FromChrono(timeout))));
  }
  return end_;
}

void ChatSession::Run() {
  auto pause = kFirstPause;
  bool wait_for_server = false;  // the first failure is to be told, not sat out
  while (const std::unique_ptr<Subscription> subscription = Subscribe(wait_for_server)) {
    wait_for_server = true;
    if (subscription->WaitUntilRegistered()) {
      pause = kFirstPause;
      ReadToTheEnd(*subscription);
    }
    const absl::Status status = subscription->Finish();
    {
      absl::MutexLock lock(&mutex_);
      current_ = nullptr;
      joined_ = false;
      if (stopping_) return;
      if (Ends(status)) end_ = status;
    }
    if (Ends(status)) return listener_.OnEnded(status);
    // Once for each absence: it may take many attempts.
    if (!absent_) listener_.OnNotice(WhyAbsent(status, ever_joined_));
    absent_ = true;
    if (!Rest(pause)) return;
    pause = std::min(2 * pause, kLongestPause);
  }
}

std::unique_ptr<Subscription> ChatSession::Subscribe(bool wait_for_server) {
  std::unique_ptr<Subscription> subscription = door_.Subscribe(wait_for_server);
  absl::MutexLock lock(&mutex_);
  if (stopping_) return nullptr;
  current_ = subscription.get();
  return subscription;
}

void ChatSession::ReadToTheEnd(Subscription& subscription) {
  if (absent_) listener_.OnNotice("in the room");
  absent_ = false;
  ever_joined_ = true;
  SetJoined(true);
  while (const std::optional<Heard> heard = subscription.Next()) listener_.OnHeard(*heard);
}

bool ChatSession::Ends(const absl::Status& status) const {
  switch (status.code()) {
    // To ask again would get the same answer.
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kUnimplemented:
      return true;
    default:
      return !ever_joined_ && first_connection_ == FirstConnection::kMustSucceed;
  }
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
