// The command line of `workbook`: the commands that work on the lessons, and the tools.
#pragma once

#include <functional>

#include "base/flags.h"

namespace workbook::lessons::runner {

/// The chosen command, to be called after parsing; returns the exit status.
using Command = std::function<int()>;

/// Adds list, next, start, check, watch, hint, solution, reset and graduate to `line`; the parsed
/// one sets `chosen`.
void AddLessonCommands(base::CommandLine& line, Command& chosen);

/// Adds lesson, with new and prove, to `line`; the parsed one sets `chosen`.
void AddAuthorCommands(base::CommandLine& line, Command& chosen);

/// Adds demo, certs, judge and test to `line`; the parsed one sets `chosen`.
void AddToolCommands(base::CommandLine& line, Command& chosen);

}  // namespace workbook::lessons::runner
