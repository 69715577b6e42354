#include "chat/client_on_pipe.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "chat/client_account.h"
#include "chat/client_lines.h"
#include "chat/client_session.h"
#include "chat/client_speaker.h"
#include "chat/client_text.h"
#include "rpc/program.h"
#include "rpc/status.h"

namespace workbook::chat {
namespace {

// Prints what is heard, and calls the reader of stdin away when there is no point in going on.
class OnPipe final : public SessionListener {
 public:
  OnPipe(Account& account, InputLines& lines) : account_(account), lines_(lines) {}

  void OnHeard(const Heard& heard) override {
    if (const auto* said = heard.As<Heard::Said>()) {
      // Flushed: who reads this waits for the line, not for a full buffer.
      const bool printed =
          std::printf("%s\n", ToLine(*said).c_str()) >= 0 && std::fflush(stdout) == 0;
      if (!printed) return OnEnded(absl::DataLossError(absl::StrCat("stdout: ", strerror(errno))));
    }
    account_.Hear(heard);
  }
  void OnNotice(const std::string& line) override { std::fprintf(stderr, "%s\n", line.c_str()); }
  void OnEnded(const absl::Status& status) override {
    {
      absl::MutexLock lock(&mutex_);
      end_.Update(status);
    }
    account_.End();
    lines_.Stop();
  }

  // What it ended with; OK while it goes on.
  absl::Status end() const {
    absl::MutexLock lock(&mutex_);
    return end_;
  }

 private:
  Account& account_;
  InputLines& lines_;
  mutable absl::Mutex mutex_;
  absl::Status end_ ABSL_GUARDED_BY(mutex_);
};

// One stay in the room, from the first line to the account of all.
class PipeTalk {
 public:
  PipeTalk(ChatDoor& door, const std::string& id, int input, std::chrono::milliseconds timeout)
      : door_(door),
        id_(id),
        timeout_(timeout),
        account_(id),
        lines_(input),
        pipe_(account_, lines_),
        session_(door, pipe_, ChatSession::FirstConnection::kMustSucceed, id),
        speaker_(door, session_, account_, {.patience = timeout}) {}

  int Run() {
    absl::Status joined = session_.WaitUntilJoined(timeout_);
    // A server in another language may send its metadata with the first message only: to wait
    // longer would be to wait for ever. Whether it is one shows when something is said.
    absl::Status silence;
    if (absl::IsDeadlineExceeded(joined)) std::swap(silence, joined);
    if (joined.ok()) joined = SayAll(/*announced=*/silence.ok());
    Complain(joined);
    if (said_ == 0 && !failed_) Complain(silence);
    // Of a server that went away the account of the own lines tells more.
    const absl::Status closed = door_.Close();
    if (!ServerWentAway(closed)) Complain(closed);
    if (const absl::Status end = pipe_.end(); !end.ok()) {
      if (joined.ok()) Complain(end);  // otherwise that was it
    } else {
      Settle(closed.ok() || ServerWentAway(closed));
    }
    return failed_ ? rpc::kExitFailed : rpc::kExitOk;
  }

 private:
  absl::Status SayAll(bool announced) {
    while (const std::optional<std::string> line = lines_.Next()) {
      // Not only before the first line: the server may have gone meanwhile.
      const absl::Status joined = announced ? session_.WaitUntilJoined(timeout_) : absl::OkStatus();
      if (!joined.ok()) return joined;
      const absl::Status status = Say(*line);
      // The next one would fare no better, or take as long.
      if (status.code() == kNameRefused || IsFinal(status) || absl::IsDeadlineExceeded(status)) {
        break;
      }
    }
    return absl::OkStatus();
  }

  absl::Status Say(const std::string& line) {
    const absl::Status status = speaker_.Say(id_, line).status;
    Complain(door_.TakeLateRefusal());
    Complain(status);
    if (status.ok()) ++said_;
    return status;
  }

  // Waits for the own lines. A server that refused one of those behind which it ended the talk has
  // answered for all of them: what is still to be heard is on its way.
  void Settle(bool all_taken) {
    constexpr absl::Duration kOnItsWay = absl::Milliseconds(300);
    const absl::Duration timeout = absl::FromChrono(timeout_);
    const size_t missing = account_.AwaitAll(all_taken ? timeout : std::min(timeout, kOnItsWay));
    if (missing == 0) return;
    Complain(absl::DeadlineExceededError(
        absl::StrCat(missing, " of the ", said_, " lines said were not heard",
                     all_taken ? absl::StrCat(" within ", absl::FormatDuration(timeout)) : "")));
  }

  void Complain(const absl::Status& status) {
    if (status.ok()) return;
    std::fprintf(stderr, "%s\n", rpc::Describe(status).c_str());
    failed_ = true;
  }

  ChatDoor& door_;
  const std::string id_;
  const std::chrono::milliseconds timeout_;
  Account account_;
  InputLines lines_;
  OnPipe pipe_;
  ChatSession session_;
  Speaker speaker_;
  size_t said_ = 0;
  bool failed_ = false;
};

}  // namespace

int TalkOnPipe(ChatDoor& door, const std::string& id, int input,
               std::chrono::milliseconds timeout) {
  return PipeTalk(door, id, input, timeout).Run();
}

}  // namespace workbook::chat
