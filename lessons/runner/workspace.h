// The source tree and the build folder, found from the program's own path: ./workbook works from
// any folder.
#pragma once

#include <filesystem>
#include <string>

#include "absl/status/statusor.h"

namespace workbook::lessons::runner {

/// A source tree with lessons and a build folder, which need not be inside the tree.
struct Workspace {
  std::filesystem::path root;
  std::filesystem::path build;
  bool is_pack = false;  ///< the tree is not the one that the build folder was made for

  /// `path` relative to the root: "lessons/unary_method/exercise.cc"; of a pack, the whole path.
  std::string Short(const std::filesystem::path& path) const;
};

/// The path of this program, with links resolved.
std::filesystem::path ThisProgram();

/// The workspace of BUILD/bin/PROGRAM. CMake has written the root into BUILD/CMakeCache.txt;
/// NOT_FOUND without it.
absl::StatusOr<Workspace> FindWorkspace(const std::filesystem::path& program);

}  // namespace workbook::lessons::runner
