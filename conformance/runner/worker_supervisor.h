// The supervisor's side of a worker (worker.h): starts it, reads its verdicts, and starts another
// one for the rest when a server has made it hang or crash. So each behaviour gets a verdict,
// whatever the server does. Must not depend on GoogleTest: the `workbook` program links it too.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "base/process.h"
#include "workbook/judge/v1/judge.pb.h"

namespace workbook::conformance::runner {

/// `--list` prints the behaviours; `--worker A:B:C` runs those.
inline constexpr char kListFlag[] = "--list";
inline constexpr char kWorkerFlag[] = "--worker";

/// Prefix of every protocol line, of a worker and of a list. Ordinary output does not start with
/// this byte, and JSON escapes it inside verdicts.
inline constexpr char kMark = '\x1e';

/// Prefix of the line that announces the worker's `count`th behaviour (from 0); followed by its
/// name.
std::string BeginningMark(int count);

/// Prefix of the line that ends the worker's `count`th behaviour; followed by its verdict in JSON.
std::string VerdictMark(int count);

/// How long a behaviour of a lesson may take, unless the learner asks for something else.
inline constexpr std::chrono::seconds kLessonTimeout{10};

/// The behaviours of a lesson's check, as `program` prints them: verdicts without an outcome.
/// ABORTED when it prints none (it crashed before main, say) or more than kMostBehaviours.
/// CANCELLED once `stop` is requested.
absl::StatusOr<std::vector<judge::v1::Verdict>> ListBehaviours(const std::string& program,
                                                               std::stop_token stop = {});

class WorkerSupervisor {
 public:
  /// `argv`: the program, to which kWorkerFlag and the names without a verdict are added. `names`:
  /// all that VerdictOn will be called with. `timeout`: how long one behaviour may take. `crash`:
  /// prefix of the failure text when the worker exits early; its exit status follows. Also when it
  /// begins a behaviour that was not asked for.
  WorkerSupervisor(std::vector<std::string> argv, std::vector<std::string> names,
                   std::chrono::milliseconds timeout,
                   std::string crash = "it brought the judge's own client down");

  /// The verdict on one of the names, with what a worker knows of it: outcome, texts, seconds.
  judge::v1::Verdict VerdictOn(const std::string& name);

  /// Kills the worker and starts no other: each behaviour without a verdict fails. Thread-safe,
  /// unlike the rest.
  void Interrupt();

 private:
  base::Process* RunningWorker();
  void ReadNextVerdict(base::Process& worker);
  void EndWorker();
  // `name` by value: it may be one of pending_.
  void RecordFailure(std::string name, const std::string& actual);
  std::string DescribeExit(base::Process& worker) const;
  void KeepLastLines(const std::string& line);

  const std::vector<std::string> argv_;
  const std::chrono::milliseconds timeout_;
  const std::string crash_;
  std::vector<std::string> pending_;  // without a verdict
  std::map<std::string, judge::v1::Verdict> verdicts_;
  int verdicts_read_ = 0;  // of this worker
  absl::Mutex last_lines_mutex_;
  std::deque<std::string> last_lines_ ABSL_GUARDED_BY(last_lines_mutex_);  // of the worker's stderr
  absl::Mutex mutex_;
  bool interrupted_ ABSL_GUARDED_BY(mutex_) = false;
  std::unique_ptr<base::Process> worker_
      ABSL_GUARDED_BY(mutex_);  // last: its thread uses the lines
};

}  // namespace workbook::conformance::runner
