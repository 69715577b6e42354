// A learner's workspace: the lesson unary_method, with a starter of its own, and the same lesson
// as the_same_again. Its build folder compiles them with the commands of the real one.
#pragma once

#include <string>
#include <vector>

#include "tests/e2e/programs.h"
#include "tests/support/scratch_folder.h"

namespace workbook::tests {

class LearnerWorkspace {
 public:
  LearnerWorkspace();

  std::string operator/(const std::string& path) const { return folder_ / path; }
  /// The command line of this workspace's `workbook`.
  std::vector<std::string> Command(std::vector<std::string> arguments) const;
  /// Runs it to its end.
  Outcome Run(std::vector<std::string> arguments) const;
  /// Waits for the end of a started `workbook`; fails the test if it does not end.
  static Outcome WaitFor(base::Process& workbook);

  static constexpr char kExercise[] = "lessons/unary_method/exercise.cc";
  std::string Read(const std::string& path) const;
  void Write(const std::string& path, const std::string& text) const;
  /// Saves the solution of unary_method as its exercise.
  void Solve() const { Write(kExercise, Read("lessons/unary_method/solution.cc")); }
  /// Saves an exercise of unary_method whose Add has the body `body`.
  void ImplementAdd(const std::string& body) const { ImplementAdd("lessons/unary_method", body); }
  /// Runs `command` instead of the compiler; an empty one restores the compiler.
  void CompileWith(const std::string& command) const;

  /// The running programs of this workspace's build folder.
  std::vector<std::string> Processes() const;

 private:
  void ImplementAdd(const std::string& folder, const std::string& body) const;

  ScratchFolder folder_;
};

}  // namespace workbook::tests
