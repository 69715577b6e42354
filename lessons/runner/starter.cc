#include "lessons/runner/starter.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lessons/runner/process.h"

namespace workbook::runner {
namespace {

constexpr std::chrono::minutes kHang{1};

absl::StatusOr<Process::Lines> Git(const Tree& tree, std::vector<std::string> arguments) {
  std::vector<std::string> argv = {"git", "-C", tree.root.string()};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  const auto git = Process::Start({.argv = std::move(argv)});
  if (!git.ok()) {
    return absl::UnavailableError(absl::StrCat(git.status().message(), "; it has the starters"));
  }
  const absl::StatusOr<Exit> exit = (*git)->WaitForExit(kHang);
  if (!exit.ok()) return exit.status();
  if (!exit->ok()) {
    return absl::UnavailableError(
        absl::StrCat("git does not give the starter: ",
                     absl::StrJoin((*git)->lines(Process::Stream::kStderr), " ")));
  }
  return (*git)->lines(Process::Stream::kStdout);
}

std::string Contents(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

absl::Status Write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path);
  file << text;
  file.close();
  if (file) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("cannot write ", path.string()));
}

}  // namespace

absl::StatusOr<std::string> StarterOf(const Tree& tree, const Lesson& lesson) {
  const std::string path = tree.Short(lesson.Exercise());
  const auto commits = Git(tree, {"log", "--format=%H", "--diff-filter=AM", "--", path});
  if (!commits.ok()) return commits.status();
  const auto makers =
      Git(tree, {"log", "--format=%H", "--", tree.Short(lesson.folder),
                 absl::StrCat(":(exclude)", path), absl::StrCat(":(exclude)", path, ".backup-*")});
  if (!makers.ok()) return makers.status();
  for (const std::string& commit : *commits) {
    const bool is_makers = std::find(makers->begin(), makers->end(), commit) != makers->end();
    if (!is_makers && commit != commits->back()) continue;
    // "./": below the root of this tree, which need not be that of the repository.
    const auto lines = Git(tree, {"show", absl::StrCat(commit, ":./", path)});
    if (!lines.ok()) return lines.status();
    std::string text = absl::StrCat(absl::StrJoin(*lines, "\n"), "\n");
    if (absl::StrContains(text, "// TODO")) return text;
  }
  return absl::UnavailableError(
      absl::StrCat("git's history has no version of ", path, " with a TODO in it"));
}

absl::StatusOr<std::filesystem::path> PutBack(const Lesson& lesson, const std::string& starter) {
  const std::filesystem::path exercise = lesson.Exercise();
  std::filesystem::path backup;
  std::error_code error;
  if (std::filesystem::exists(exercise, error)) {
    const std::string written = Contents(exercise);
    if (written == starter) return backup;
    int number = 1;
    do {
      backup = absl::StrCat(exercise.string(), ".backup-", number++);
    } while (std::filesystem::exists(backup, error));
    const absl::Status kept = Write(backup, written);
    if (!kept.ok()) return kept;
  }
  const absl::Status put = Write(exercise, starter);
  if (!put.ok()) return put;
  return backup;
}

}  // namespace workbook::runner
