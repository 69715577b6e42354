// One lesson's exercise, built and held against its check.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lessons/runner/build_error.h"
#include "lessons/runner/hearing.h"
#include "lessons/runner/interruption.h"
#include "lessons/runner/lessons.h"
#include "lessons/runner/tree.h"
#include "workbook/judge/v1/judge.pb.h"

namespace workbook::runner {

/// How a check went.
struct Checked {
  bool built = false;
  BuildError error;                          ///< when it was not
  std::vector<judge::v1::Verdict> verdicts;  ///< in the order of the check
  double build_seconds = 0;
  double check_seconds = 0;

  bool solved() const;
  int passed() const;
};

struct CheckOptions {
  /// How long one behaviour may take.
  std::chrono::milliseconds timeout = judge::kLessonTimeout;
  /// Hears what is under way, from another thread. It may be replaced by the next.
  std::function<void(const std::string&)> on_step = nullptr;
  std::function<void(const judge::v1::Verdict&)> on_verdict = nullptr;
};

/// Builds `lesson_NN_exercise` and runs its check. There is a verdict on each behaviour, whatever
/// the exercise does; after one that hangs the others are skipped. CANCELLED when interrupted, and
/// nothing runs any more; otherwise an error means that nothing could be run.
absl::StatusOr<Checked> CheckLesson(const Tree& tree, const Lesson& lesson,
                                    Interruption& interruption, const CheckOptions& options);

}  // namespace workbook::runner
