#include "chat/client_speaker.h"

#include <algorithm>
#include <optional>
#include <random>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "chat/client_text.h"
#include "rpc/status.h"

namespace workbook::chat {
namespace {

std::string RandomPrefix() {
  std::random_device random;  // the system's: two clients that start together differ
  return absl::StrCat(absl::Hex(random(), absl::kZeroPad8), absl::Hex(random(), absl::kZeroPad8));
}

std::string Seconds(std::chrono::milliseconds time) {
  return absl::FormatDuration(absl::FromChrono(time));
}

}  // namespace

Speaker::Speaker(ChatDoor& door, ChatSession& session, Account& account, Ways ways)
    : door_(door),
      session_(session),
      account_(account),
      ways_(std::move(ways)),
      id_prefix_(RandomPrefix()) {}

Answer Speaker::Say(const std::string& owner, const std::string& text) {
  account_.Expect(text);
  Answer answer = SayUntilAnswered({owner, text, NextId()});
  if (answer.status.ok()) {
    if (answer.place.has_value()) account_.Acknowledge(text, *answer.place);
    return answer;
  }
  // A server that dies between echo and answer leaves the line heard: then it was said.
  const bool heard = !account_.Withdraw(text);
  return heard && ServerWentAway(answer.status) ? Answer(absl::OkStatus()) : answer;
}

Answer Speaker::SayUntilAnswered(const Line& line) {
  const absl::Time begin = absl::Now();
  std::optional<absl::Time> unanswered_since;
  auto pause = ChatSession::kFirstPause;
  bool throttled = false;
  for (;;) {
    if (door_.HasNumbers()) {
      const absl::Status joined = session_.WaitUntilJoined(ways_.patience);
      if (!joined.ok()) return joined;
    }
    if (unanswered_since.has_value() && account_.HeardInAnEarlierEpoch(line.text)) {
      return absl::OkStatus();
    }
    const absl::Time attempt = absl::Now();
    const Answer answer = door_.Say(line);
    auto rest = answer.try_again_in.value_or(pause);
    if (answer.try_again_in.has_value()) {
      if (!std::exchange(throttled, true)) {
        ways_.tell(absl::StrCat("too fast for the server: trying again in ", Seconds(rest)));
      }
    } else {
      if (!door_.HasNumbers() || !AnswerWasLost(answer.status)) return answer;
      if (!unanswered_since.has_value()) {
        unanswered_since = attempt;
        ways_.tell(
            absl::StrCat("no answer yet (", rpc::Describe(answer.status), "); saying it again"));
      }
      if (absl::Now() - *unanswered_since > kRemembered) {
        return absl::DeadlineExceededError(
            absl::StrCat("no answer for ",
                         absl::FormatDuration(absl::Trunc(absl::Now() - begin, absl::Seconds(1))),
                         ": nobody knows whether it was heard"));
      }
      pause = std::min(2 * pause, ChatSession::kLongestPause);
    }
    if (!Rest(rest)) return absl::CancelledError("left before it was answered");
  }
}

void Speaker::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopped_ = true;
  }
  session_.Leave();
}

std::string Speaker::NextId() { return absl::StrCat(id_prefix_, "-", ++lines_); }

bool Speaker::Rest(std::chrono::milliseconds pause) {
  absl::MutexLock lock(&mutex_);
  return !mutex_.AwaitWithTimeout(absl::Condition(&stopped_), absl::FromChrono(pause));
}

}  // namespace workbook::chat
