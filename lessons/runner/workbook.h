// What `./workbook` does for those who take the lessons: one function a command.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lessons/runner/lessons.h"
#include "lessons/runner/page.h"
#include "lessons/runner/progress.h"
#include "lessons/runner/tree.h"

namespace workbook::runner {

/// The lessons of a tree and how far their reader is. Each command returns the exit status of the
/// program. `lesson`: as FindLesson takes it; empty: the first that is not solved.
class Workbook {
 public:
  /// Of the tree that this program was built in.
  static absl::StatusOr<Workbook> Open(Page page);

  /// Every lesson, by part, and what comes next.
  int List();
  /// What to read, and which file to edit.
  int Start(const std::string& lesson);
  /// Builds, runs the check, says how it went. 0 when it is solved.
  int Check(const std::string& lesson, std::chrono::milliseconds timeout);
  /// Checks at every save of the exercise, until the reader quits. Keys: n, r, h, q.
  int Watch(const std::string& lesson);
  /// One hint more, below those that were shown before.
  int Hint(const std::string& lesson);
  /// What a solution looks like: when it was solved, or with `spoil`.
  int Solution(const std::string& lesson, bool spoil);
  /// Gives the starter back, and keeps what was written in exercise.cc.backup-N. Nothing is known
  /// of the lesson any more: neither that it was begun or solved, nor which hints were shown.
  int Reset(const std::string& lesson);

 private:
  friend class WatchedLesson;

  Workbook(Page page, Tree tree, std::vector<Lesson> lessons);

  absl::StatusOr<Lesson> Choose(const std::string& word);
  std::vector<Lesson> Unsolved();
  void NoteStart(const Lesson& lesson);
  void NoteSolved(const Lesson& lesson);
  std::optional<Lesson> NextAfter(const Lesson& lesson);
  std::string AllSolved() const;
  void SayWhatIsNext(const Lesson& lesson, bool solved);

  Page page_;
  const Tree tree_;
  const std::vector<Lesson> lessons_;
  ProgressFile progress_;
};

/// Says on stderr what went wrong. Returns kExitUsage for NOT_FOUND, as of a lesson, otherwise
/// kExitFailed.
int Complain(const absl::Status& status);

}  // namespace workbook::runner
