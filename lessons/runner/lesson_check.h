// The check of one lesson: builds the exercise, runs the check, prints the verdicts.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "conformance/runner/worker_supervisor.h"
#include "lessons/runner/exercise_build.h"
#include "lessons/runner/lesson_build.h"
#include "lessons/runner/lessons.h"
#include "lessons/runner/printer.h"
#include "lessons/runner/workspace.h"
#include "workbook/judge/v1/judge.pb.h"

namespace workbook::lessons::runner {

struct CheckResult {
  bool built = false;
  BuildError error;                          ///< of a failed build
  std::string whose_code;                    ///< as ExerciseBuild::whose
  std::vector<judge::v1::Verdict> verdicts;  ///< in the order of the check
  double build_seconds = 0;
  double check_seconds = 0;

  bool solved() const;
  int passed() const;
};

struct CheckOptions {
  /// What the lesson builds on.
  std::optional<Earlier> earlier = std::nullopt;
  /// The time limit of one behaviour.
  std::chrono::milliseconds timeout = conformance::runner::kLessonTimeout;
  /// Receives the current step of the build, on another thread.
  std::function<void(const std::string&)> on_step = nullptr;
  std::function<void(const judge::v1::Verdict&)> on_verdict = nullptr;
};

/// Builds `lesson_TOPIC_exercise` and runs its check. Each behaviour gets a verdict, even if the
/// exercise crashes; after one that hangs the others are skipped. CANCELLED after a stop request,
/// with no process left; any other error means that the check did not run.
absl::StatusOr<CheckResult> CheckLesson(const Workspace& workspace, const Lesson& lesson,
                                        const std::stop_token& stop, const CheckOptions& options);

/// Prints the place of an error, its message, its line of the source, and what helps with it.
void PrintBuildError(Printer& printer, const BuildError& error);

/// Prints a behaviour: its sentence; if it failed also what was expected, the actual result, and
/// where to look.
void PrintVerdict(Printer& printer, const Workspace& workspace, const Lesson& lesson,
                  const judge::v1::Verdict& verdict);

/// Prints what follows the verdicts: the compiler's first error, or the known mistake that fails
/// like this, whose code of an earlier lesson took part, how many behaviours passed, and how long
/// it took.
void PrintSummary(Printer& printer, const Lesson& lesson, const CheckResult& result);

}  // namespace workbook::lessons::runner
