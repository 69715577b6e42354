#include "conformance/runner/worker_supervisor.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/mutex.h"

namespace workbook::conformance::runner {
namespace {

using std::chrono::duration;
using std::chrono::steady_clock;

constexpr auto kStdout = base::Process::Stream::kStdout;

// A worker needs a moment to start, and to end; no server has a part in that.
constexpr std::chrono::seconds kStart{20};

// No check of ours has more, and each may cost a start of the program.
constexpr size_t kMostBehaviours = 100;

// What is kept of a worker's stderr, and of each line.
constexpr size_t kLastLines = 6;
constexpr size_t kLongestLine = 400;

}  // namespace

std::string BeginningMark(int count) { return absl::StrFormat("%cbegin %d ", kMark, count); }
std::string VerdictMark(int count) { return absl::StrFormat("%cverdict %d ", kMark, count); }

absl::StatusOr<std::vector<judge::v1::Verdict>> ListBehaviours(const std::string& program,
                                                               std::stop_token stop) {
  const auto list = base::Process::Start({.argv = {program, kListFlag}, .only = {kMark}});
  if (!list.ok()) return list.status();
  const std::stop_callback kill(stop, [&list] { (*list)->Kill(); });
  const absl::StatusOr<base::Exit> exit = (*list)->WaitForExit(kStart);
  if (!exit.ok()) return exit.status();
  if (stop.stop_requested()) return absl::CancelledError("interrupted");
  std::vector<judge::v1::Verdict> behaviours;
  for (const std::string& line : (*list)->lines(kStdout)) {
    const std::vector<std::string> columns = absl::StrSplit(line.substr(1), '\t');
    if (columns.size() != 3) continue;
    judge::v1::Verdict& behaviour = behaviours.emplace_back();
    behaviour.set_name(columns[0]);
    behaviour.set_sentence(columns[1]);
    behaviour.set_place(columns[2]);
  }
  // A static object of an exercise can end the program before main.
  if (behaviours.empty()) {
    return absl::AbortedError(absl::StrCat("the check cannot be started: ", exit->ToString()));
  }
  if (behaviours.size() > kMostBehaviours) {
    return absl::AbortedError(absl::StrCat("the check names ", behaviours.size(),
                                           " behaviours; the limit is ", kMostBehaviours));
  }
  return behaviours;
}

WorkerSupervisor::WorkerSupervisor(std::vector<std::string> argv, std::vector<std::string> names,
                                   std::chrono::milliseconds timeout, std::string crash)
    : argv_(std::move(argv)),
      timeout_(timeout),
      crash_(std::move(crash)),
      pending_(std::move(names)) {}

judge::v1::Verdict WorkerSupervisor::VerdictOn(const std::string& name) {
  while (!verdicts_.contains(name)) {
    if (base::Process* worker = RunningWorker()) {
      ReadNextVerdict(*worker);
    } else {
      RecordFailure(name, "the judge cannot start its client");
    }
  }
  return verdicts_[name];
}

// Valid until EndWorker, which this thread calls. Null when none can be started.
base::Process* WorkerSupervisor::RunningWorker() {
  const base::MutexLock lock(mutex_);
  if (worker_ == nullptr && !interrupted_) {
    std::vector<std::string> argv = argv_;
    argv.emplace_back(kWorkerFlag);
    argv.push_back(absl::StrJoin(pending_, ":"));
    verdicts_read_ = 0;
    const base::MutexLock lines_lock(last_lines_mutex_);
    last_lines_.clear();
    auto started =
        base::Process::Start({.argv = std::move(argv),
                              .on_line =
                                  [this](base::Process::Stream stream, const std::string& line) {
                                    if (stream == base::Process::Stream::kStderr)
                                      KeepLastLines(line);
                                  },
                              .only = {kMark}});
    if (started.ok()) worker_ = *std::move(started);
  }
  return worker_.get();
}

// On the worker's reading thread.
void WorkerSupervisor::KeepLastLines(const std::string& line) {
  const base::MutexLock lock(last_lines_mutex_);
  last_lines_.push_back(line.substr(0, kLongestLine));
  if (last_lines_.size() > kLastLines) last_lines_.pop_front();
}

void WorkerSupervisor::EndWorker() {
  std::unique_ptr<base::Process> ended;  // its destructor waits, after the mutex is unlocked
  const base::MutexLock lock(mutex_);
  ended.swap(worker_);
}

void WorkerSupervisor::Interrupt() {
  const base::MutexLock lock(mutex_);
  interrupted_ = true;
  if (worker_ != nullptr) worker_->Kill();
}

// How the worker ended, in words.
std::string WorkerSupervisor::DescribeExit(base::Process& worker) const {
  const absl::StatusOr<base::Exit> exit = worker.WaitForExit(kStart);
  return absl::StrCat(crash_, ": ", exit.ok() ? exit->ToString() : exit.status().ToString());
}

void WorkerSupervisor::ReadNextVerdict(base::Process& worker) {
  const std::string beginning = BeginningMark(verdicts_read_);
  const auto begun = worker.WaitForLine(kStdout, beginning, kStart);
  if (!begun.ok()) {  // between two behaviours: no behaviour is to blame, but one must be removed
    RecordFailure(pending_.front(), DescribeExit(worker));
    return;
  }
  const std::string name = begun->substr(beginning.size());
  // Each worker must remove a name, or workers would be started for ever.
  if (std::ranges::find(pending_, name) == pending_.end()) {
    RecordFailure(pending_.front(),
                  absl::StrCat(crash_, ": it began ", name, ", which the judge did not ask for"));
    return;
  }
  const auto start = steady_clock::now();
  const std::string mark = VerdictMark(verdicts_read_++);
  const auto line = worker.WaitForLine(kStdout, mark, timeout_);
  judge::v1::Verdict verdict;
  if (absl::IsDeadlineExceeded(line.status())) {
    RecordFailure(name, absl::StrCat("nothing within ", duration<double>(timeout_).count(), " s"));
    verdicts_[name].set_seconds(duration<double>(steady_clock::now() - start).count());
  } else if (!line.ok() ||
             !google::protobuf::util::JsonStringToMessage(line->substr(mark.size()), &verdict)
                  .ok()) {
    RecordFailure(name, DescribeExit(worker));
  } else {
    std::erase(pending_, name);
    verdicts_[name] = verdict;
  }
}

// A failure that no worker reported. Another worker runs the rest.
void WorkerSupervisor::RecordFailure(std::string name, const std::string& actual) {
  judge::v1::Verdict verdict;
  verdict.set_name(name);
  verdict.set_outcome(judge::v1::OUTCOME_FAILED);
  verdict.set_actual(actual);
  verdict.set_cut_short(true);
  {
    const base::MutexLock lock(last_lines_mutex_);
    verdict.mutable_last_lines()->Assign(last_lines_.begin(), last_lines_.end());
  }
  std::erase(pending_, name);
  verdicts_[name] = verdict;
  EndWorker();
}

}  // namespace workbook::conformance::runner
