// Runs a program to its end, which a stop request brings about.
#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/process.h"

namespace workbook::lessons::runner {

struct ProgramRun {
  base::Exit exit;
  std::vector<std::string> output;  ///< the lines of both streams, as they arrived
};

/// `on_line` receives each line on another thread. CANCELLED after a stop request,
/// DEADLINE_EXCEEDED after `timeout`: then it is killed. UNAVAILABLE when it does not start.
absl::StatusOr<ProgramRun> RunProgram(
    const std::vector<std::string>& argv, const std::stop_token& stop,
    std::chrono::milliseconds timeout = std::chrono::hours(1),
    const std::function<void(const std::string&)>& on_line = nullptr);

}  // namespace workbook::lessons::runner
