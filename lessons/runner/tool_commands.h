#pragma once

#include <CLI/CLI.hpp>

#include "lessons/runner/lesson_commands.h"

namespace workbook::runner {

/// Adds demo, certs, judge and test to `app`; the one that is parsed sets `chosen`.
void AddToolCommands(CLI::App& app, Command& chosen);

}  // namespace workbook::runner
