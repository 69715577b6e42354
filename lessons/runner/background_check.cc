#include "lessons/runner/background_check.h"

namespace workbook::runner {

void BackgroundCheck::Begin(const Lesson& lesson) {
  Stop();
  interruption_.emplace();
  thread_ = std::thread([this, lesson] {
    CheckOptions options;
    options.on_step = [this](const std::string& step) {
      const std::lock_guard lock(mutex_);
      step_ = step;
      stepped_.Ring();
    };
    checked_ = CheckLesson(tree_, lesson, *interruption_, options);
    ended_.Ring();
  });
}

void BackgroundCheck::Stop() {
  if (!thread_.joinable()) return;
  interruption_->Raise();
  End();
  ended_.Quieten();
}

// What the thread was about is over.
void BackgroundCheck::End() {
  thread_.join();
  stepped_.Quieten();
}

std::string BackgroundCheck::Step() {
  const std::lock_guard lock(mutex_);
  stepped_.Quieten();
  return step_;
}

std::optional<absl::StatusOr<Checked>> BackgroundCheck::Take() {
  if (!ended_.Quieten()) return std::nullopt;
  End();
  return checked_;
}

}  // namespace workbook::runner
