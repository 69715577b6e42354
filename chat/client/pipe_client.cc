#include "chat/client/pipe_client.h"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/exit_status.h"
#include "base/mutex.h"
#include "base/standard_output.h"
#include "chat/client/delivery_tracker.h"
#include "chat/client/input.h"
#include "chat/client/message_formatter.h"
#include "chat/client/sender.h"
#include "chat/client/session.h"
#include "rpc/status.h"

namespace workbook::chat::client {
namespace {

// Prints messages, and stops the reader of stdin when the session has ended.
class PipePrinter final : public SessionListener {
 public:
  PipePrinter(DeliveryTracker& tracker, LineReader& lines) : tracker_(tracker), lines_(lines) {}

  void OnEvent(const Event& event) override {
    if (const auto* message = event.As<Event::Message>()) {
      // Flushed: the program that reads this waits for the line, not for a full buffer.
      std::printf("%s\n", ToLine(*message).c_str());
      base::Flush(stdout);
      if (std::ferror(stdout) != 0) return OnEnded(absl::DataLossError("standard output"));
    }
    tracker_.Receive(event);
  }
  void OnNotice(const std::string& line) override { std::fprintf(stderr, "%s\n", line.c_str()); }
  void OnEnded(const absl::Status& status) override {
    {
      base::MutexLock lock(mutex_);
      end_.Update(status);
    }
    tracker_.End();
    lines_.Stop();
  }

  // The final status; OK while the session runs.
  absl::Status end() const {
    base::MutexLock lock(mutex_);
    return end_;
  }

 private:
  DeliveryTracker& tracker_;
  LineReader& lines_;
  mutable absl::Mutex mutex_;
  absl::Status end_ ABSL_GUARDED_BY(mutex_);
};

// From the first line to the arrival of the last message.
class PipeClient {
 public:
  PipeClient(ContractClient& client, const std::string& id, int input,
             std::chrono::milliseconds timeout)
      : client_(client),
        id_(id),
        timeout_(timeout),
        tracker_(id),
        lines_(input),
        printer_(tracker_, lines_),
        session_(client, printer_, ChatSession::FirstConnection::kMustSucceed, id),
        sender_(client, session_, tracker_, {.join_timeout = timeout}) {}

  int Run() {
    absl::Status joined = session_.WaitUntilJoined(timeout_);
    // A server in another language may send its metadata with the first message only: a longer wait
    // would not end. The first message that this client sends shows whether it is such a server.
    absl::Status no_metadata;
    if (absl::IsDeadlineExceeded(joined)) std::swap(no_metadata, joined);
    if (joined.ok()) joined = SendAll(/*registered=*/no_metadata.ok());
    ReportError(joined);
    if (sent_ == 0 && !failed_) ReportError(no_metadata);
    // When the server is gone, the missing messages say more than this status.
    const absl::Status closed = client_.Close();
    if (!IsConnectionLoss(closed)) ReportError(closed);
    if (const absl::Status end = printer_.end(); !end.ok()) {
      // Otherwise it is reported already, or will be at the program's end.
      if (joined.ok() && std::ferror(stdout) == 0) ReportError(end);
    } else {
      AwaitDelivery(closed.ok() || IsConnectionLoss(closed));
    }
    return failed_ ? base::kExitFailed : base::kExitOk;
  }

 private:
  absl::Status SendAll(bool registered) {
    while (const std::optional<std::string> line = lines_.Next()) {
      // Before each line: the server may have gone meanwhile.
      const absl::Status joined =
          registered ? session_.WaitUntilJoined(timeout_) : absl::OkStatus();
      if (!joined.ok()) return joined;
      const absl::Status status = Send(*line);
      // The next line would get the same answer, or take as long.
      if (status.code() == kNameRefused || IsFinal(status) || absl::IsDeadlineExceeded(status)) {
        break;
      }
    }
    return absl::OkStatus();
  }

  absl::Status Send(const std::string& line) {
    const absl::Status status = sender_.Send(id_, line).status;
    ReportError(client_.TakeLateRefusal());
    ReportError(status);
    if (status.ok()) ++sent_;
    return status;
  }

  // Waits for the own messages. A server that ended the stream of messages with a refusal has dealt
  // with all of them: those that it delivered arrive soon.
  void AwaitDelivery(bool all_accepted) {
    constexpr absl::Duration kInFlight = absl::Milliseconds(300);
    const absl::Duration timeout = absl::FromChrono(timeout_);
    const size_t missing = tracker_.AwaitAll(all_accepted ? timeout : std::min(timeout, kInFlight));
    // A message that came and could not be printed is reported at the program's end.
    if (missing == 0 || std::ferror(stdout) != 0) return;
    ReportError(absl::DeadlineExceededError(
        absl::StrCat(missing, " of the ", sent_, " sent messages did not come back",
                     all_accepted ? absl::StrCat(" within ", absl::FormatDuration(timeout)) : "")));
  }

  void ReportError(const absl::Status& status) {
    if (status.ok()) return;
    std::fprintf(stderr, "%s\n", rpc::Describe(status).c_str());
    failed_ = true;
  }

  ContractClient& client_;
  const std::string id_;
  const std::chrono::milliseconds timeout_;
  DeliveryTracker tracker_;
  LineReader lines_;
  PipePrinter printer_;
  ChatSession session_;
  Sender sender_;
  size_t sent_ = 0;
  bool failed_ = false;
};

}  // namespace

int RunPipeClient(ContractClient& client, const std::string& id, int input,
                  std::chrono::milliseconds timeout) {
  return PipeClient(client, id, input, timeout).Run();
}

}  // namespace workbook::chat::client
