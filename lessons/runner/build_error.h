// What a reader wants of a build that failed: the first error, its place, and nothing of how it was
// built.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace workbook::runner {

struct BuildError {
  std::string place;                 ///< "lessons/01_unary_method/exercise.cc:17"; empty: unknown
  std::string message;               ///< "'x' was not declared in this scope"
  std::vector<std::string> excerpt;  ///< the line of the source, and a mark below it
};

/// The first error in what ninja and those it ran have written. An error inside a library's header
/// is placed at the line of ours that led there. `root`: paths below it are shown from there.
BuildError FirstError(const std::vector<std::string>& output, const std::filesystem::path& root);

}  // namespace workbook::runner
