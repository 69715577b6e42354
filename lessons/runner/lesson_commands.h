#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace workbook::runner {

/// The command that was asked for: called once the command line has been parsed. Its result is the
/// exit status.
using Command = std::function<int()>;

/// Adds list, next, start, check, watch, hint, solution and reset to `app`; the one that is parsed
/// sets `chosen`.
void AddLessonCommands(CLI::App& app, Command& chosen);

}  // namespace workbook::runner
