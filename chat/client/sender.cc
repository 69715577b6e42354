#include "chat/client/sender.h"

#include <algorithm>
#include <optional>
#include <random>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/mutex.h"
#include "rpc/status.h"

namespace workbook::chat::client {
namespace {

std::string RandomPrefix() {
  std::random_device random;  // the system's: two clients that start together differ
  return absl::StrCat(absl::Hex(random(), absl::kZeroPad8), absl::Hex(random(), absl::kZeroPad8));
}

std::string Seconds(std::chrono::milliseconds time) {
  return absl::FormatDuration(absl::FromChrono(time));
}

}  // namespace

Sender::Sender(ContractClient& client, ChatSession& session, DeliveryTracker& tracker,
               Options options)
    : client_(client),
      session_(session),
      tracker_(tracker),
      options_(std::move(options)),
      id_prefix_(RandomPrefix()) {}

SendResult Sender::Send(const std::string& sender, const std::string& text) {
  tracker_.Expect(text);
  SendResult result = SendUntilAnswered({sender, text, NextId()});
  if (result.status.ok()) {
    if (result.position.has_value()) tracker_.Acknowledge(text, *result.position);
    return result;
  }
  // A server may die after it has delivered the message and before it answers.
  const bool arrived = !tracker_.Withdraw(text);
  return arrived && IsConnectionLoss(result.status) ? SendResult(absl::OkStatus()) : result;
}

SendResult Sender::SendUntilAnswered(const SendRequest& request) {
  const absl::Time begin = absl::Now();
  std::optional<absl::Time> unanswered_since;
  auto next_pause = ChatSession::kFirstPause;
  bool throttled = false;
  for (;;) {
    if (client_.HasSequenceNumbers()) {
      const absl::Status joined = session_.WaitUntilJoined(options_.join_timeout);
      if (!joined.ok()) return joined;
    }
    if (unanswered_since.has_value() && tracker_.ArrivedInAnEarlierEpoch(request.text)) {
      return absl::OkStatus();
    }
    const absl::Time attempt = absl::Now();
    const SendResult result = client_.Send(request);
    auto pause = result.retry_after.value_or(next_pause);
    if (result.retry_after.has_value()) {
      if (!std::exchange(throttled, true)) {
        options_.on_delay(
            absl::StrCat("too fast for the server: trying again in ", Seconds(pause)));
      }
    } else {
      if (!client_.HasSequenceNumbers() || !IsAnswerLoss(result.status)) return result;
      if (!unanswered_since.has_value()) {
        unanswered_since = attempt;
        options_.on_delay(
            absl::StrCat("no answer yet (", rpc::Describe(result.status), "); sending it again"));
      }
      if (absl::Now() - *unanswered_since > kRemembered) {
        return absl::DeadlineExceededError(
            absl::StrCat("no answer for ",
                         absl::FormatDuration(absl::Trunc(absl::Now() - begin, absl::Seconds(1))),
                         "; the message may or may not have been delivered"));
      }
      next_pause = std::min(2 * next_pause, ChatSession::kLongestPause);
    }
    if (!Pause(pause)) return absl::CancelledError("quit before the server answered");
  }
}

void Sender::Stop() {
  {
    base::MutexLock lock(mutex_);
    stopped_ = true;
  }
  session_.Leave();
}

std::string Sender::NextId() { return absl::StrCat(id_prefix_, "-", ++message_count_); }

bool Sender::Pause(std::chrono::milliseconds pause) {
  base::MutexLock lock(mutex_);
  return !mutex_.AwaitWithTimeout(absl::Condition(&stopped_), absl::FromChrono(pause));
}

}  // namespace workbook::chat::client
