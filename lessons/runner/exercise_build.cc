#include "lessons/runner/exercise_build.h"

#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/text_file.h"

namespace workbook::lessons::runner {
namespace {

// Puts `code` into the program of the exercise. Leaves the file alone when it says so already:
// ninja would compile it again.
absl::Status Include(const Workspace& workspace, const Lesson& lesson,
                     const std::filesystem::path& code) {
  const std::filesystem::path path = workspace.build / "lessons" / lesson.name / "own.cc";
  const std::string text = absl::StrCat("// Written by ./workbook: whose code ", lesson.name,
                                        " builds on.\n#include \"", code.string(), "\"\n");
  const absl::StatusOr<std::string> before = base::ReadTextFile(path.string());
  if (before.ok() && *before == text) return absl::OkStatus();
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  std::ofstream file(path);
  file << text;
  file.close();
  return file ? absl::OkStatus() : absl::UnavailableError("cannot write " + path.string());
}

bool IsIn(const BuildError& error, const std::string& file) {
  return absl::StartsWith(error.place, absl::StrCat(file, ":"));
}

}  // namespace

absl::StatusOr<ExerciseBuild> BuildExercise(
    const Workspace& workspace, const Lesson& lesson, const std::optional<Earlier>& earlier,
    const std::stop_token& stop, const std::function<void(const std::string&)>& on_step) {
  const auto build = [&](const std::string& whose) -> absl::StatusOr<ExerciseBuild> {
    const absl::StatusOr<BuildResult> result =
        BuildTarget(workspace, absl::StrCat("lesson_", lesson.name, "_exercise"), stop, on_step);
    if (!result.ok()) return result.status();
    return ExerciseBuild{*result, whose};
  };
  if (!earlier) return build("");

  const Lesson& other = earlier->lesson;
  const auto stands_in = [&](const char* why) {
    return absl::StrCat("Your own ", other.name, " ", why, "; the workbook's stands in.");
  };
  std::error_code error;
  const bool exists = std::filesystem::exists(other.Exercise(), error);
  std::string whose = stands_in(earlier->solved ? "is missing" : "is not solved yet");
  double seconds = 0;
  if (earlier->solved && exists) {
    absl::Status status = Include(workspace, lesson, other.Exercise());
    if (!status.ok()) return status;
    const std::string own = workspace.Short(other.Exercise());
    absl::StatusOr<ExerciseBuild> built =
        build(absl::StrCat("Your own ", other.name, " took part: ", own, "."));
    // An error of this exercise hides whether the other one compiles.
    if (!built.ok() || built->result.ok ||
        IsIn(built->result.error, workspace.Short(lesson.Exercise()))) {
      return built;
    }
    whose = stands_in("cannot be built any more");
    seconds = built->result.seconds;
  }
  absl::Status status = Include(workspace, lesson, other.folder / "solution.cc");
  if (!status.ok()) return status;
  absl::StatusOr<ExerciseBuild> built = build(whose);
  if (built.ok()) built->result.seconds += seconds;
  return built;
}

}  // namespace workbook::lessons::runner
