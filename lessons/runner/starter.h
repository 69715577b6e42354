// The starter of an exercise, as git remembers it.
#pragma once

#include <filesystem>
#include <string>

#include "absl/status/statusor.h"
#include "lessons/runner/lessons.h"
#include "lessons/runner/tree.h"

namespace workbook::runner {

/// Its exercise.cc as git has it from those who made the lesson: the newest version that came with
/// another file of the lesson, else the first of all. A commit of the exercise alone, or with what
/// PutBack has kept, is the reader's.
/// UNAVAILABLE when there is none with a TODO in it, where there is no git, or where the tree is
/// not in its keeping.
absl::StatusOr<std::string> StarterOf(const Tree& tree, const Lesson& lesson);

/// Puts `starter` in the place of the exercise, which is kept beside it. The path of what was kept;
/// an empty one when there was nothing, or the starter itself.
absl::StatusOr<std::filesystem::path> PutBack(const Lesson& lesson, const std::string& starter);

}  // namespace workbook::runner
