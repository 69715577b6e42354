#include "lessons/runner/background_check.h"

#include <stop_token>

#include "base/mutex.h"

namespace workbook::lessons::runner {

void BackgroundCheck::Start(const Lesson& lesson, const std::optional<Earlier>& earlier) {
  Stop();
  thread_ = std::jthread([this, lesson, earlier](const std::stop_token& stop) {
    CheckOptions options;
    options.earlier = earlier;
    options.on_step = [this](const std::string& step) {
      const base::MutexLock lock(mutex_);
      step_ = step;
      step_event_.Signal();
    };
    result_ = CheckLesson(workspace_, lesson, stop, options);
    result_event_.Signal();
  });
}

void BackgroundCheck::Stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  Join();
  result_event_.Drain();
}

void BackgroundCheck::Join() {
  thread_.join();
  step_event_.Drain();
}

std::string BackgroundCheck::LastStep() {
  const base::MutexLock lock(mutex_);
  step_event_.Drain();
  return step_;
}

std::optional<absl::StatusOr<CheckResult>> BackgroundCheck::TakeResult() {
  if (!result_event_.Drain()) return std::nullopt;
  Join();
  return result_;
}

}  // namespace workbook::lessons::runner
