// Builds an exercise, with the code of an earlier lesson where it builds on one.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "absl/status/statusor.h"
#include "lessons/runner/lesson_build.h"
#include "lessons/runner/lessons.h"
#include "lessons/runner/workspace.h"

namespace workbook::lessons::runner {

/// The lesson that another one builds on.
struct Earlier {
  Lesson lesson;
  bool solved = false;
};

struct ExerciseBuild {
  BuildResult result;
  /// Whose code of the earlier lesson is in the program, in a sentence; empty without one.
  std::string whose;
};

/// Builds `lesson_TOPIC_exercise`. With `earlier`, the learner's own code of that lesson is in it;
/// while they have not solved it, or when it cannot be built, its solution is. Errors as of
/// BuildTarget.
absl::StatusOr<ExerciseBuild> BuildExercise(const Workspace& workspace, const Lesson& lesson,
                                            const std::optional<Earlier>& earlier,
                                            const std::stop_token& stop,
                                            const std::function<void(const std::string&)>& on_step);

}  // namespace workbook::lessons::runner
