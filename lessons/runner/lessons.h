// The lessons as they lie in lessons/: what the runner knows of each is what its folder says.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace workbook::runner {

/// A folder lessons/NN_topic.
struct Lesson {
  int number = 0;
  std::string name;   ///< of the folder: "01_unary_method"
  std::string title;  ///< of its README: "a unary method"
  std::filesystem::path folder;

  std::string Number() const;  ///< "01"
  /// What the reader edits.
  std::filesystem::path Exercise() const { return folder / "exercise.cc"; }
};

/// A stretch of the way, up to the lesson `last`.
struct Part {
  const char* title;
  int last;
};

/// All parts, in their order. What comes after the last belongs to it.
const std::vector<Part>& Parts();

/// The index of the part that the lesson `number` belongs to.
size_t PartOf(int number);

/// All lessons below `root`, by number. NOT_FOUND when there is none.
absl::StatusOr<std::vector<Lesson>> FindLessons(const std::filesystem::path& root);

/// The lesson that `word` means: "7", "07" or "07_callback". NOT_FOUND, with what there is.
absl::StatusOr<Lesson> FindLesson(const std::vector<Lesson>& lessons, const std::string& word);

/// The texts below the headings `## Hint` of its hints.md.
std::vector<std::string> HintsOf(const Lesson& lesson);

/// The paragraph of its README that opens with "**Your task.**", as plain text.
std::string TaskOf(const Lesson& lesson);

/// The first line of `file`, from 1, that has `text` in it; 0 when none has.
int LineOf(const std::filesystem::path& file, absl::string_view text);

}  // namespace workbook::runner
