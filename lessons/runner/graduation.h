// The way on from the last lesson: a server of the learner's own, step by step, held to a contract.
#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "lessons/runner/contracts.h"
#include "lessons/runner/own_verdicts.h"
#include "lessons/runner/step_result.h"
#include "lessons/runner/workspace.h"

namespace workbook::lessons::runner {

struct GraduationStep {
  const char* demand;
  const char* teaches;  ///< what to read before it: the lesson that teaches it
};

inline constexpr std::array<GraduationStep, 5> kGraduationSteps = {{
    {"A .proto declares the contract of a document", "lessons/contract/README.md"},
    {"CMake configures and builds the folder",
     "lessons/contract/README.md, on protoc; tests/e2e/graduate/CMakeLists.txt"},
    {"build/server --port N listens on that port", "lessons/serving/README.md"},
    {"The judge finds every required behaviour",
     "lessons/unary_method/README.md, and the lessons after it"},
    {"SIGTERM ends the server, with exit status 0", "lessons/serving/README.md"},
}};

struct GraduationResult {
  std::vector<StepResult> steps;  ///< up to the first that failed
  Contract contract;              ///< empty before the first step passed
  Score score;

  /// How many passed.
  int passed() const;
  bool graduated() const { return passed() == static_cast<int>(kGraduationSteps.size()); }
};

struct GraduationEvents {
  std::function<void(const StepResult&)> on_step = nullptr;
  /// What the current step is at; on another thread.
  std::function<void(const std::string&)> on_status = nullptr;
};

/// Goes through the steps in `folder`, an absolute path, until one fails, and writes nothing
/// outside of its build folder. After a stop request the last step is missing. Kills all children
/// of this program before it returns.
GraduationResult Graduate(const Workspace& workspace, const std::filesystem::path& folder,
                          const std::stop_token& stop, const GraduationEvents& events);

/// What the learner's folder must not be: the workbook itself, or one that its build uses. Empty
/// when it is neither.
std::string WhyNoFolderOfOnesOwn(const Workspace& workspace, const std::filesystem::path& folder);

}  // namespace workbook::lessons::runner
