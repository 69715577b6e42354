#include "lessons/runner/step_ticker.h"

#include <utility>

#include "lessons/runner/lesson_build.h"

namespace workbook::lessons::runner {

using std::chrono::steady_clock;

StepTicker::StepTicker(std::string what, std::function<void(const std::string&)> report)
    : what_(std::move(what)), report_(std::move(report)) {
  if (report_) thread_ = std::jthread([this] { Tick(); });
}

StepTicker::~StepTicker() {
  const base::MutexLock lock(mutex_);
  ended_ = true;
  ends_.NotifyAll();
}

void StepTicker::Step(const std::string& step) {
  if (!report_) return;
  const base::MutexLock lock(mutex_);
  step_ = step;
  Report();
}

void StepTicker::Tick() {
  const base::MutexLock lock(mutex_);
  while (!ended_) {
    // At each full second. After a pause of the whole program, Ctrl-Z, it does not catch up.
    const auto taken = std::chrono::floor<std::chrono::seconds>(steady_clock::now() - start_);
    const auto next = start_ + taken + std::chrono::seconds(1);
    while (!ended_ && ends_.WaitUntil(mutex_, next)) {
    }
    if (!ended_) Report();
  }
}

void StepTicker::Report() { report_(DescribeStep(what_, step_, start_)); }

}  // namespace workbook::lessons::runner
