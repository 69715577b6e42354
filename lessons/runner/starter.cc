#include "lessons/runner/starter.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "base/text_file.h"

namespace workbook::lessons::runner {
namespace {

absl::Status CannotWrite(const std::filesystem::path& path, const std::string& reason) {
  return absl::UnavailableError(absl::StrCat("cannot write ", path.string(), ": ", reason));
}

// By way of a draft: an exercise is the whole starter or is missing.
absl::Status Put(const std::string& starter, const std::filesystem::path& exercise) {
  const std::string draft = absl::StrCat(exercise.string(), ".draft");
  errno = 0;
  std::ofstream file(draft);
  file << starter;
  file.close();
  std::error_code error;
  if (!file) {
    const std::string reason = std::strerror(errno);
    std::filesystem::remove(draft, error);
    return CannotWrite(exercise, reason);
  }
  std::filesystem::rename(draft, exercise, error);
  return error ? CannotWrite(exercise, error.message()) : absl::OkStatus();
}

// Moves the exercise from lessons/NN_TOPIC; false when there is none.
bool MoveFromNumberedFolder(const Lesson& lesson) {
  std::error_code error;
  for (const auto& entry :
       std::filesystem::directory_iterator(lesson.folder.parent_path(), error)) {
    const std::string name = entry.path().filename().string();
    if (name == lesson.name || WithoutNumber(name) != lesson.name) continue;
    std::filesystem::rename(entry.path() / "exercise.cc", lesson.Exercise(), error);
    if (error) continue;
    std::filesystem::remove(entry.path(), error);  // if nothing of the learner's is left in it
    return true;
  }
  return false;
}

}  // namespace

absl::Status EnsureExercise(const Lesson& lesson) {
  std::error_code error;
  if (std::filesystem::exists(lesson.Exercise(), error)) return absl::OkStatus();
  if (MoveFromNumberedFolder(lesson)) return absl::OkStatus();
  const absl::StatusOr<std::string> starter = base::ReadTextFile(lesson.Starter().string());
  return starter.ok() ? Put(*starter, lesson.Exercise())
                      : absl::UnavailableError(starter.status().message());
}

absl::StatusOr<std::filesystem::path> RestoreStarter(const Lesson& lesson) {
  const absl::StatusOr<std::string> starter = base::ReadTextFile(lesson.Starter().string());
  if (!starter.ok()) return absl::UnavailableError(starter.status().message());
  const std::filesystem::path exercise = lesson.Exercise();
  std::filesystem::path backup;
  std::error_code error;
  if (std::filesystem::exists(exercise, error)) {
    const absl::StatusOr<std::string> written = base::ReadTextFile(exercise.string());
    if (written.ok() && *written == *starter) return backup;
    int number = 1;
    do {
      backup = absl::StrCat(exercise.string(), ".backup-", number++);
    } while (std::filesystem::exists(backup, error));
    std::filesystem::rename(exercise, backup, error);
    if (error) return CannotWrite(backup, error.message());
  }
  if (absl::Status put = Put(*starter, exercise); !put.ok()) return put;
  return backup;
}

}  // namespace workbook::lessons::runner
