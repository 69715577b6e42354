// The workbook's commands; ./workbook builds what they need and then runs this program.
#include "base/environment.h"
#include "base/flags.h"
#include "base/standard_output.h"
#include "lessons/runner/commands.h"

namespace runner = workbook::lessons::runner;

int main(int argc, char** argv) {
  workbook::base::UnsetCallersSettings();  // for all that it starts
  workbook::base::ReportUnwrittenOutput();
  workbook::base::CommandLine line("workbook", "The lessons of the workbook, and its tools.",
                                   "\nExample:\n  workbook start 01\n");
  line.TakesCommands(1, 1);
  runner::Command chosen;
  runner::AddLessonCommands(line, chosen);
  runner::AddAuthorCommands(line, chosen);
  runner::AddToolCommands(line, chosen);
  if (const auto exit_code = line.Parse(argc, argv)) return *exit_code;
  return chosen();
}
