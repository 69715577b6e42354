// Builds one target and reports only what went wrong.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lessons/runner/workspace.h"

namespace workbook::lessons::runner {

/// The first error of a build and its place, without the commands that led there.
struct BuildError {
  std::string place;                 ///< "lessons/unary_method/exercise.cc:17"; empty: unknown
  std::string message;               ///< "'x' was not declared in this scope"
  std::vector<std::string> excerpt;  ///< the line of the source, and a mark below it
};

/// The first error in the output of CMake, or of ninja or make and its compilers. An error inside a
/// library's header is placed at the line below `root` that led there. Paths below `root` are
/// relative to it.
BuildError FirstError(const std::vector<std::string>& output, const std::filesystem::path& root);

/// How far a line of ninja or make says the build is: "3 of 7", "40%". Empty for other lines.
std::string StepOf(const std::string& line);

/// "building: 3 of 7, 0:04": `what`, its step, and the time since `start`.
std::string DescribeStep(absl::string_view what, absl::string_view step,
                         std::chrono::steady_clock::time_point start);

struct BuildResult {
  bool ok = false;
  BuildError error;  ///< of a failed build
  double seconds = 0;
};

/// Builds `target` of the workspace. `on_step` receives "building: 3 of 7, 0:04" on other threads,
/// at each step and each second; or, while another command builds in the same folder, "waiting for
/// another build: 3 of 7, 0:04".
/// CANCELLED after a stop request, once ninja and its compilers have ended. UNAVAILABLE when ninja
/// does not start.
absl::StatusOr<BuildResult> BuildTarget(const Workspace& workspace, const std::string& target,
                                        const std::stop_token& stop,
                                        const std::function<void(const std::string&)>& on_step);

}  // namespace workbook::lessons::runner
