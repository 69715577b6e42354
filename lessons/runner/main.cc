// The workbook's commands, once ./workbook has built what they need.
#include <CLI/CLI.hpp>

#include "lessons/runner/exit_status.h"
#include "lessons/runner/lesson_commands.h"
#include "lessons/runner/tool_commands.h"

namespace runner = workbook::runner;

int main(int argc, char** argv) {
  CLI::App app("The lessons, and what else the workbook can run.", "workbook");
  app.require_subcommand(1);
  app.failure_message(CLI::FailureMessage::help);
  app.footer("\nExample:\n  workbook start 01\n");
  runner::Command chosen;
  runner::AddLessonCommands(app, chosen);
  runner::AddToolCommands(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : runner::kExitUsage;
  }
  return chosen();
}
