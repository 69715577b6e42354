#include "chat/client_on_pipe.h"

#include <cstddef>
#include <cstdio>
#include <istream>
#include <unordered_map>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "chat/client_session.h"
#include "chat/client_text.h"
#include "rpc/program.h"
#include "rpc/status.h"

namespace workbook::chat {
namespace {

void Complain(const absl::Status& status) {
  std::fprintf(stderr, "%s\n", rpc::Describe(status).c_str());
}

// Prints, and keeps account of which of the own lines are still to be heard.
class OnPipe final : public SessionListener {
 public:
  explicit OnPipe(std::string id) : id_(std::move(id)) {}

  void OnHeard(const Heard& heard) override {
    std::printf("%s\n", ToLine(heard).c_str());
    std::fflush(stdout);  // who reads this waits for the line, not for a full buffer
    if (heard.owner == id_) Settle(heard.text);
  }
  void OnNotice(const std::string& line) override { std::fprintf(stderr, "%s\n", line.c_str()); }
  void OnEnded(const absl::Status&) override {
    absl::MutexLock lock(&mutex_);
    ended_ = true;
  }

  // Before it is said: it may be heard before Say returns.
  void Expect(const std::string& text) {
    absl::MutexLock lock(&mutex_);
    ++unheard_[text];
    ++missing_;
  }

  // Heard, or never to be. False when nothing was expected.
  bool Settle(const std::string& text) {
    absl::MutexLock lock(&mutex_);
    const auto line = unheard_.find(text);
    if (line == unheard_.end()) return false;
    if (--line->second == 0) unheard_.erase(line);
    --missing_;
    return true;
  }

  // How many are missing when all are heard, the session has ended, or for `timeout` none came.
  size_t AwaitAll(absl::Duration timeout) {
    absl::MutexLock lock(&mutex_);
    size_t before = missing_;
    const auto progress = [this, &before] { return ended_ || missing_ < before; };
    while (missing_ > 0 && !ended_ &&
           mutex_.AwaitWithTimeout(absl::Condition(&progress), timeout)) {
      before = missing_;
    }
    return missing_;
  }

 private:
  const std::string id_;
  absl::Mutex mutex_;
  std::unordered_map<std::string, size_t> unheard_ ABSL_GUARDED_BY(mutex_);
  size_t missing_ ABSL_GUARDED_BY(mutex_) = 0;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace

int TalkOnPipe(ChatDoor& door, const std::string& id, std::istream& lines,
               std::chrono::milliseconds timeout) {
  OnPipe pipe(id);
  ChatSession session(door, pipe, ChatSession::FirstConnection::kMustSucceed);
  absl::Status joined = session.WaitUntilJoined(timeout);
  bool failed = false;
  const auto complain = [&failed](const absl::Status& status) {
    if (status.ok()) return;
    Complain(status);
    failed = true;
  };

  // A server in another language may send its metadata with the first message only: to wait longer
  // would be to wait for ever. Whether it is one shows when something is said.
  const absl::Status silence = absl::IsDeadlineExceeded(joined) ? joined : absl::OkStatus();
  if (!silence.ok()) joined = absl::OkStatus();

  size_t said = 0;
  std::string line;
  while (joined.ok() && std::getline(lines, line)) {
    // Not only before the first line: the server may have gone meanwhile.
    if (silence.ok()) joined = session.WaitUntilJoined(timeout);
    if (!joined.ok()) break;
    pipe.Expect(line);
    const absl::Status status = door.Say(id, line);
    complain(door.TakeLateRefusal());
    // A server that dies between echo and answer leaves the line heard: then it was said.
    const bool heard = !status.ok() && !pipe.Settle(line);
    if (status.ok() || (heard && ServerWentAway(status))) {
      ++said;
    } else {
      complain(status);
    }
    if (absl::IsDeadlineExceeded(status)) break;  // the next would take as long
  }
  complain(joined);
  if (said == 0 && !failed) complain(silence);
  // Of a server that went away the account of the own lines tells more.
  if (const absl::Status closed = door.Close(); !ServerWentAway(closed)) complain(closed);
  if (const size_t missing = pipe.AwaitAll(absl::FromChrono(timeout)); missing > 0) {
    complain(absl::DeadlineExceededError(
        absl::StrCat(missing, " of the ", said, " lines said were not heard within ",
                     absl::FormatDuration(absl::FromChrono(timeout)))));
  }
  return failed ? rpc::kExitFailed : rpc::kExitOk;
}

}  // namespace workbook::chat
