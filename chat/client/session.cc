#include "chat/client/session.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "rpc/status.h"

namespace workbook::chat::client {
namespace {

std::string AbsenceNotice(const absl::Status& status, bool was_in_room, bool ever_joined) {
  const std::string reason = status.ok() ? "the stream ended" : rpc::Describe(status);
  if (absl::IsResourceExhausted(status)) {
    return was_in_room ? absl::StrCat("fell behind (", reason, "); joining again")
                       : absl::StrCat("join refused: ", reason, "; trying again");
  }
  return ever_joined ? absl::StrCat("lost the server (", reason, "); reconnecting")
                     : absl::StrCat("no server yet (", reason, "); waiting for it");
}

std::string GapNotice(const Event::Gap& gap) {
  if (gap.other_epoch || gap.last < gap.first) {
    return "the room restarted; messages sent meanwhile may be lost";
  }
  // The sequence numbers count joins and leaves as well.
  const uint64_t count = gap.last - gap.first + 1;
  return absl::StrCat("up to ", count, count == 1 ? " message is" : " messages are",
                      " missing: the server no longer has ", count == 1 ? "it" : "them");
}

}  // namespace

bool PositionTracker::Advance(const Event& event) {
  if (const auto* welcome = event.As<Event::Welcome>()) {
    if (!position_.has_value()) {
      position_ = welcome->newest;
    } else if (position_->epoch != welcome->newest.epoch) {
      // The server sends the new epoch's events next, from the first one.
      position_ = Position{welcome->newest.epoch, 0};
      read_any_ = true;
    }
    return true;
  }
  if (!position_.has_value()) return true;
  if (const auto* gap = event.As<Event::Gap>()) {
    // A reader whose stream breaks right after the gap does not ask for the gap's events again.
    if (!gap->other_epoch) position_->sequence = std::max(position_->sequence, gap->last);
    return true;
  }
  if (event.sequence == 0) return true;
  if (read_any_ && event.sequence <= position_->sequence) return false;
  position_->sequence = event.sequence;
  read_any_ = true;
  return true;
}

ChatSession::ChatSession(ContractClient& client, SessionListener& listener,
                         FirstConnection first_connection, std::string participant)
    : client_(client),
      listener_(listener),
      first_connection_(first_connection),
      participant_(std::move(participant)),
      thread_([this] { Run(); }) {}

ChatSession::~ChatSession() { Leave(); }

void ChatSession::Leave() {
  base::MutexLock lock(mutex_);
  stopping_ = true;
  if (current_ != nullptr) current_->Cancel();
}

absl::Status ChatSession::WaitUntilJoined(std::chrono::milliseconds timeout) {
  base::MutexLock lock(mutex_);
  const auto decided = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return joined_ || stopping_ || !end_.ok();
  };
  if (!mutex_.AwaitWithTimeout(absl::Condition(&decided), absl::FromChrono(timeout))) {
    return absl::DeadlineExceededError(
        absl::StrCat("not in the room after ", absl::FormatDuration(absl::FromChrono(timeout))));
  }
  if (stopping_) return absl::CancelledError("leaving the room");
  return end_;
}

void ChatSession::Run() {
  auto pause = kFirstPause;
  bool wait_for_server = false;  // the first failure is reported at once, not waited out
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
      base::MutexLock lock(mutex_);
      current_ = nullptr;
      joined_ = false;
      if (stopping_) return;
      if (ends) end_ = status;
    }
    if (ends) return listener_.OnEnded(status);
    if (falls_back) continue;
    NotifyAbsence(status, in_room);
    if (!Pause(pause)) return;
    pause = std::min(2 * pause, kLongestPause);
  }
}

std::unique_ptr<Subscription> ChatSession::Subscribe(bool wait_for_server) {
  std::unique_ptr<Subscription> subscription =
      client_.Subscribe({wait_for_server, participant_, positions_.position()});
  base::MutexLock lock(mutex_);
  if (stopping_) return nullptr;
  current_ = subscription.get();
  return subscription;
}

void ChatSession::ReadToTheEnd(Subscription& subscription) {
  const bool was_absent = std::exchange(absence_notified_, false);
  ever_joined_ = true;
  if (!client_.HasSequenceNumbers()) SetJoined(true);
  if (was_absent) {
    listener_.OnNotice("in the room");
    listener_.OnPresence(true);
  }
  while (const std::optional<Event> event = subscription.Next()) Deliver(*event);
}

void ChatSession::Deliver(const Event& event) {
  if (!positions_.Advance(event)) return;
  if (const auto* gap = event.As<Event::Gap>()) listener_.OnNotice(GapNotice(*gap));
  if (event.As<Event::ShuttingDown>() != nullptr) {
    listener_.OnNotice("the server is shutting down");
  }
  listener_.OnEvent(event);
  // Last: once WaitUntilJoined has returned, the listener knows the room's epoch.
  if (event.As<Event::Welcome>() != nullptr) SetJoined(true);
}

bool ChatSession::FallsBack(const absl::Status& status) {
  if (!absl::IsUnimplemented(status)) return false;
  const std::optional<std::string> notice = client_.FallBack();
  if (notice.has_value()) listener_.OnNotice(*notice);
  return notice.has_value();
}

void ChatSession::NotifyAbsence(const absl::Status& status, bool was_in_room) {
  // Once for each absence, however many attempts it takes.
  if (std::exchange(absence_notified_, true)) return;
  listener_.OnNotice(AbsenceNotice(status, was_in_room, ever_joined_));
  listener_.OnPresence(false);
}

bool ChatSession::Ends(const absl::Status& status) const {
  if (IsFinal(status) || absl::IsInvalidArgument(status)) return true;
  return !ever_joined_ && first_connection_ == FirstConnection::kMustSucceed;
}

void ChatSession::SetJoined(bool joined) {
  base::MutexLock lock(mutex_);
  joined_ = joined;
}

bool ChatSession::Pause(std::chrono::milliseconds pause) {
  base::MutexLock lock(mutex_);
  return !mutex_.AwaitWithTimeout(absl::Condition(&stopping_), absl::FromChrono(pause));
}

}  // namespace workbook::chat::client
