// The lessons in lessons/: the runner knows of each what its folder contains.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace workbook::lessons::runner {

/// A folder lessons/TOPIC.
struct Lesson {
  int number = 0;     ///< its place in order.txt, from 1
  std::string name;   ///< the folder's name: "unary_method"
  std::string title;  ///< from the README's heading: "A unary method"
  std::string part;   ///< the group of lessons that it belongs to: "First calls"
  std::filesystem::path folder;
  std::string builds_on = {};  ///< the earlier lesson whose code it uses, "serving"; mostly empty

  std::string Number() const;  ///< "01"
  /// The file that the learner edits.
  std::filesystem::path Exercise() const { return folder / "exercise.cc"; }
  std::filesystem::path Starter() const { return folder / "starter.cc"; }
  /// README.md, or README.ko.md where the environment (LC_ALL, LC_MESSAGES, LANG) asks for Korean
  /// and the lesson has it; so for any language.
  std::filesystem::path Readme() const;
};

/// The lessons that `folder`/order.txt names, in its order. UNAVAILABLE when it cannot be read, and
/// INVALID_ARGUMENT, with the line, when it names no lesson, one without a part, one twice, or one
/// that builds on no earlier lesson.
absl::StatusOr<std::vector<Lesson>> FindLessons(const std::filesystem::path& folder);

/// The lesson that `word` names: "7", "07" or "callback_method". NOT_FOUND names the first and the
/// last lesson.
absl::StatusOr<Lesson> FindLesson(const std::vector<Lesson>& lessons, const std::string& word);

/// `name` without a leading "NN_": the folders of lessons once had numbers.
absl::string_view WithoutNumber(absl::string_view name);

/// The texts below the `## Hint` headings of hints.md.
std::vector<std::string> HintsOf(const Lesson& lesson);

/// The README's paragraph that opens with "**Your task.**", or with that in its language, as plain
/// text.
std::string TaskOf(const Lesson& lesson);

/// What the lesson teaches, in a sentence: the comment that opens starter.cc.
std::string TaughtBy(const Lesson& lesson);

/// The number, from 1, of the first line of `file` that contains `text`; 0 without such a line.
int LineOf(const std::filesystem::path& file, absl::string_view text);

}  // namespace workbook::lessons::runner
