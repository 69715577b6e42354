#include "lessons/runner/hearing.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace workbook::judge {
namespace {

using std::chrono::duration;
using std::chrono::steady_clock;

constexpr auto kStdout = runner::Process::Stream::kStdout;

// A witness needs a moment to start, and to end; no server has a part in that.
constexpr std::chrono::seconds kStart{20};

}  // namespace

std::string BeginningMark(int count) { return absl::StrFormat("%cbegin %d ", kMark, count); }
std::string VerdictMark(int count) { return absl::StrFormat("%cverdict %d ", kMark, count); }

Hearing::Hearing(std::vector<std::string> witness, std::vector<std::string> names,
                 std::chrono::milliseconds timeout, std::string crash)
    : argv_(std::move(witness)),
      timeout_(timeout),
      crash_(std::move(crash)),
      names_(std::move(names)) {}

v1::Verdict Hearing::Hear(const std::string& name) {
  while (verdicts_.count(name) == 0) {
    if (witness_ == nullptr) StartWitness();
    if (witness_ == nullptr) {
      Conclude(name, "the judge cannot start its client");
    } else {
      HearNext();
    }
  }
  return verdicts_[name];
}

void Hearing::StartWitness() {
  std::vector<std::string> argv = argv_;
  argv.push_back(absl::StrJoin(names_, ":"));
  heard_ = 0;
  const std::lock_guard lock(mutex_);
  if (interrupted_) return;
  auto started = runner::Process::Start({.argv = std::move(argv), .only = {kMark}});
  if (started.ok()) witness_ = *std::move(started);
}

void Hearing::EndWitness() {
  std::unique_ptr<runner::Process> ended;  // waited for when the mutex is free again
  const std::lock_guard lock(mutex_);
  ended.swap(witness_);
}

void Hearing::Interrupt() {
  const std::lock_guard lock(mutex_);
  interrupted_ = true;
  if (witness_ != nullptr) witness_->Kill();
}

// How the witness ended, in words.
std::string Hearing::Ending() {
  const absl::StatusOr<runner::Exit> exit = witness_->WaitForExit(kStart);
  return absl::StrCat(crash_, ": ", exit.ok() ? exit->ToString() : exit.status().ToString());
}

void Hearing::HearNext() {
  const std::string beginning = BeginningMark(heard_);
  const auto begun = witness_->WaitForLine(kStdout, beginning, kStart);
  if (!begun.ok()) {  // between two behaviours: not the fault of any
    Conclude(names_.front(), Ending());
    return;
  }
  const std::string name = begun->substr(beginning.size());
  // Each witness takes a name off the list, or another would be started for ever.
  if (std::find(names_.begin(), names_.end(), name) == names_.end()) {
    Conclude(names_.front(), absl::StrCat(crash_, ": it began ", name, ", which is not asked for"));
    return;
  }
  const auto start = steady_clock::now();
  const std::string mark = VerdictMark(heard_++);
  const auto line = witness_->WaitForLine(kStdout, mark, timeout_);
  v1::Verdict verdict;
  if (absl::IsDeadlineExceeded(line.status())) {
    Conclude(name, absl::StrCat("nothing within ", duration<double>(timeout_).count(), " s"));
    verdicts_[name].set_seconds(duration<double>(steady_clock::now() - start).count());
  } else if (!line.ok() ||
             !google::protobuf::util::JsonStringToMessage(line->substr(mark.size()), &verdict)
                  .ok()) {
    Conclude(name, Ending());
  } else {
    std::erase(names_, name);
    verdicts_[name] = verdict;
  }
}

// A verdict that no witness gave; what is left is for another one.
void Hearing::Conclude(std::string name, const std::string& came) {
  v1::Verdict verdict;
  verdict.set_name(name);
  verdict.set_outcome(v1::OUTCOME_FAILED);
  verdict.set_came(came);
  verdict.set_cut_short(true);
  std::erase(names_, name);
  verdicts_[name] = verdict;
  EndWitness();
}

}  // namespace workbook::judge
