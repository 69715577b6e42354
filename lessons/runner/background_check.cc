#include "lessons/runner/background_check.h"

namespace workbook::runner {

void BackgroundCheck::Begin(const Lesson& lesson) {
  Stop();
  interruption_.emplace();
  thread_ = std::thread([this, lesson] {
    checked_ = CheckLesson(tree_, lesson, *interruption_, {});
    ended_.Ring();
  });
}

void BackgroundCheck::Stop() {
  if (!thread_.joinable()) return;
  interruption_->Raise();
  thread_.join();
  ended_.Quieten();
}

std::optional<absl::StatusOr<Checked>> BackgroundCheck::Take() {
  if (!ended_.Quieten()) return std::nullopt;
  thread_.join();
  return checked_;
}

}  // namespace workbook::runner
