// The lesson commands of `./workbook`, one function each.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "lessons/runner/exercise_build.h"
#include "lessons/runner/lessons.h"
#include "lessons/runner/printer.h"
#include "lessons/runner/progress.h"
#include "lessons/runner/workspace.h"

namespace workbook::lessons::runner {

struct GraduationResult;

/// The lessons of a workspace and the learner's progress. Each command returns the exit status of
/// the program. `lesson`: as FindLesson takes it; empty means the first unsolved one.
class Workbook {
 public:
  /// In the workspace that this program belongs to. `pack`: a folder whose lessons/ has other
  /// lessons, or empty.
  static absl::StatusOr<Workbook> Open(Printer printer, const std::string& pack = "");

  /// Every lesson, by part, and the next step.
  int List();
  /// What to read, and which file to edit.
  int Start(const std::string& lesson);
  /// Builds the exercise, runs its check, prints the verdicts. 0 when the lesson is solved.
  int Check(const std::string& lesson, std::chrono::milliseconds timeout);
  /// Checks at every save of the exercise until the learner quits, or has solved all lessons and
  /// asks for the next. Keys: n, p, r, h, e, x, l, c, q.
  int Watch(const std::string& lesson);
  /// The hints that were shown before, and one more.
  int Hint(const std::string& lesson);
  /// The solution of a solved lesson, or of any with `spoil`.
  int Solution(const std::string& lesson, bool spoil);
  /// For authors: whether the lesson has all that it needs. Builds its programs, records how its
  /// mistakes fail, and runs the tests that CI has for it.
  int Prove(const std::string& lesson);
  /// Restores the starter, keeps the learner's version in exercise.cc.backup-N, and removes the
  /// lesson from the progress file: started, solved, hints shown.
  int Reset(const std::string& lesson);
  /// Without `folder`: what the lessons taught, and the way on. Otherwise goes through the steps to
  /// a server of the learner's own in that folder, which it makes if need be, and keeps the best
  /// score. 0 when all steps pass.
  int Graduate(const std::string& folder);

 private:
  friend class WatchedLesson;

  Workbook(Printer printer, Workspace workspace, std::vector<Lesson> lessons);

  // "./workbook check 07".
  std::string Command(const char* command, const Lesson& lesson) const;
  absl::StatusOr<Lesson> Choose(const std::string& word);
  std::vector<Lesson> Unsolved();
  // Makes the exercise and records that the lesson is started, unless both are done.
  absl::Status Begin(const Lesson& lesson);
  void RecordSolved(const Lesson& lesson);
  std::optional<Lesson> NextUnsolvedAfter(const Lesson& lesson);
  // What the lesson builds on, and whether that is solved by now.
  std::optional<Earlier> EarlierOf(const Lesson& lesson);
  std::optional<Lesson> Before(const Lesson& lesson) const;
  // Prints the first hint that was not shown yet, or the last.
  void ShowNextHint(const Lesson& lesson);
  std::pair<int, bool> CountHint(const Lesson& lesson, int count);
  void PrintHint(const Lesson& lesson, const std::vector<std::string>& hints, int number);
  std::string AllSolved() const;
  void PrintBar();
  void PrintClosingPage();
  void PrintOwnServers();
  void KeepScore(const GraduationResult& result);
  void PrintWayOn(const std::string& folder, const GraduationResult& result);
  void PrintRow(const Lesson& lesson, bool is_next, std::string state);
  // How far the learner is in all, and what to do next.
  void PrintNextStep(const Lesson& lesson, bool solved);

  Printer printer_;
  const Workspace workspace_;
  const std::vector<Lesson> lessons_;
  ProgressFile progress_;
};

/// Prints the message on stderr. Returns base::kExitUsage for NOT_FOUND, as of a lesson, otherwise
/// base::kExitFailed.
int PrintError(const absl::Status& status);

}  // namespace workbook::lessons::runner
