// Reports how long a step of a build has taken, each second, also while the build prints nothing.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "base/mutex.h"

namespace workbook::lessons::runner {

class StepTicker {
 public:
  /// `report` receives "building: 3 of 7, 0:04", see DescribeStep: `what`, the step, and the time
  /// since the ticker was made. It may be null.
  StepTicker(std::string what, std::function<void(const std::string&)> report);

  /// After it, `report` is not called any more.
  ~StepTicker();
  StepTicker(const StepTicker&) = delete;
  StepTicker& operator=(const StepTicker&) = delete;

  /// The build is at this step: reports it at once and then each second. Any thread may call it.
  void Step(const std::string& step);

 private:
  void Tick();
  void Report() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string what_;
  const std::function<void(const std::string&)> report_;  // called under mutex_: one at a time
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  base::Mutex mutex_;
  base::CondVar ends_;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  std::string step_ ABSL_GUARDED_BY(mutex_);
  std::jthread thread_;  // last: it uses the others
};

}  // namespace workbook::lessons::runner
