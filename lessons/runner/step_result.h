// What a step of the graduation found, in words: `workbook graduate` prints it.
#pragma once

#include <string>
#include <vector>

#include "lessons/runner/lesson_build.h"
#include "workbook/judge/v1/judge.pb.h"

namespace workbook::lessons::runner {

struct StepResult {
  bool passed = false;
  std::string found;                     ///< a sentence; of a failure, what is wrong
  BuildError error = {};                 ///< of protoc, CMake or a compiler; no message: none
  std::vector<std::string> output = {};  ///< the last lines of a program that failed
  std::vector<judge::v1::Verdict> failed = {};  ///< the behaviours that the server lacks
  std::string next = {};                        ///< of a failure: what to do, and the page to read
};

/// A step that cannot run because `program`, of Debian's `package`, is not in PATH.
StepResult NeedsProgram(const std::string& program, const std::string& package);

/// Whether PATH has such a program.
bool HasProgram(const std::string& program);

}  // namespace workbook::lessons::runner
