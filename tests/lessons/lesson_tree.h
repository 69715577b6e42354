// A tree of a reader's own: lesson 01 with a starter made for it, and once more as 02, in the
// keeping of git, with a build folder that compiles them as the real one does.
#pragma once

#include <string>
#include <vector>

#include "pairs/programs.h"
#include "support/scratch_folder.h"

namespace workbook::testing {

class LessonTree {
 public:
  LessonTree();

  std::string operator/(const std::string& path) const { return folder_ / path; }
  /// `workbook` of this tree, with arguments.
  std::vector<std::string> Command(std::vector<std::string> arguments) const;
  /// Runs it to its end.
  Outcome Run(std::vector<std::string> arguments) const;
  /// Waits for the end of one that was started. One that does not end fails the test.
  static Outcome WaitFor(runner::Process& workbook);

  static constexpr char kExercise[] = "lessons/01_unary_method/exercise.cc";
  std::string Read(const std::string& path) const;
  void Write(const std::string& path, const std::string& text) const;
  /// Saves lesson 01's solution as its exercise.
  void Solve() const { Write(kExercise, Read("lessons/01_unary_method/solution.cc")); }
  /// Saves an exercise of lesson 01 whose Add does as `body` says.
  void Answer(const std::string& body) const { Answer("lessons/01_unary_method", body); }
  /// Compiles no more, but runs `command` in the place of the compiler.
  void CompileWith(const std::string& command) const;

  /// The processes that run a program of this tree's build folder.
  std::vector<std::string> Processes() const;

 private:
  void Answer(const std::string& folder, const std::string& body) const;

  ScratchFolder folder_;
};

}  // namespace workbook::testing
