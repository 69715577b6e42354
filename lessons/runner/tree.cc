#include "lessons/runner/tree.h"

#include <fstream>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace workbook::runner {

std::string Tree::Short(const std::filesystem::path& path) const {
  return path.lexically_relative(root).string();
}

std::filesystem::path ThisProgram() { return std::filesystem::read_symlink("/proc/self/exe"); }

absl::StatusOr<Tree> FindTree(const std::filesystem::path& program) {
  const std::filesystem::path build = program.parent_path().parent_path();
  const std::filesystem::path cache = build / "CMakeCache.txt";
  std::ifstream file(cache);
  for (std::string line; std::getline(file, line);) {
    absl::string_view root = line;
    if (absl::ConsumePrefix(&root, "CMAKE_HOME_DIRECTORY:INTERNAL=")) {
      return Tree{std::string(root), build};
    }
  }
  return absl::NotFoundError(
      absl::StrCat(program.string(), " is in no build folder: ", cache.string(), " does not say"));
}

}  // namespace workbook::runner
