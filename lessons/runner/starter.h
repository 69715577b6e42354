// The exercise, which the learner edits, and starter.cc, which it begins as.
#pragma once

#include <filesystem>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lessons/runner/lessons.h"

namespace workbook::lessons::runner {

/// Copies the starter to the exercise, unless the exercise exists. An exercise in a folder
/// lessons/NN_TOPIC, as they were once called, moves to the lesson's. The status has the path and
/// the system's reason.
absl::Status EnsureExercise(const Lesson& lesson);

/// Puts the starter in the place of the exercise and keeps the old text beside it. Returns the path
/// of the old text; an empty path when there was none or it was the starter.
absl::StatusOr<std::filesystem::path> RestoreStarter(const Lesson& lesson);

}  // namespace workbook::lessons::runner
