#include "lessons/runner/workspace.h"

#include <fstream>
#include <string>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace workbook::lessons::runner {

std::string Workspace::Short(const std::filesystem::path& path) const {
  if (is_pack) return path.string();
  return path.lexically_relative(root).string();
}

std::filesystem::path ThisProgram() { return std::filesystem::read_symlink("/proc/self/exe"); }

absl::StatusOr<Workspace> FindWorkspace(const std::filesystem::path& program) {
  const std::filesystem::path build = program.parent_path().parent_path();
  const std::filesystem::path cache = build / "CMakeCache.txt";
  std::ifstream file(cache);
  std::string root;
  std::string made_at;
  for (std::string line; std::getline(file, line);) {
    absl::string_view value = line;
    if (absl::ConsumePrefix(&value, "CMAKE_HOME_DIRECTORY:INTERNAL=")) root = std::string(value);
    if (absl::ConsumePrefix(&value, "CMAKE_CACHEFILE_DIR:INTERNAL=")) made_at = std::string(value);
  }
  std::error_code error;
  // A copied or moved one would build and judge the exercises of the tree that it was made for.
  if (!made_at.empty() && !std::filesystem::equivalent(made_at, build, error)) {
    return absl::NotFoundError(absl::StrCat(build.string(), " was made as ", made_at,
                                            "; make it again with ./workbook build"));
  }
  if (!root.empty()) return Workspace{root, build};
  return absl::NotFoundError(absl::StrCat("cannot find the source tree of ", program.string(), ": ",
                                          cache.string(), " is missing or does not name it"));
}

}  // namespace workbook::lessons::runner
