// Where everything stands: found from the program's own path, so that it works from any folder.
#pragma once

#include <filesystem>

#include "absl/status/statusor.h"

namespace workbook::runner {

/// A source tree, and the build folder in it, or elsewhere, that a program belongs to.
struct Tree {
  std::filesystem::path root;
  std::filesystem::path build;

  /// A path below the root as people name it: "lessons/01_unary_method/exercise.cc".
  std::string Short(const std::filesystem::path& path) const;
};

/// The path of this program, links resolved.
std::filesystem::path ThisProgram();

/// The tree of BUILD/bin/PROGRAM: CMake wrote into BUILD where the sources are. NOT_FOUND where it
/// did not.
absl::StatusOr<Tree> FindTree(const std::filesystem::path& program);

}  // namespace workbook::runner
