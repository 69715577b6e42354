#include "lessons/runner/run_program.h"

#include <unistd.h>

#include <cstdlib>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "lessons/runner/step_result.h"

namespace workbook::lessons::runner {

absl::StatusOr<ProgramRun> RunProgram(const std::vector<std::string>& argv,
                                      const std::stop_token& stop,
                                      std::chrono::milliseconds timeout,
                                      const std::function<void(const std::string&)>& on_line) {
  if (stop.stop_requested()) return absl::CancelledError("interrupted");
  ProgramRun
      run;  // no lock: the reading thread appends, and WaitForExit returns after the last line
  const auto program = base::Process::Start(
      {.argv = argv, .on_line = [&](base::Process::Stream /*stream*/, const std::string& line) {
         run.output.push_back(line);
         if (on_line) on_line(line);
       }});
  if (!program.ok()) return program.status();
  const std::stop_callback kill(stop, [&program] { (*program)->Kill(); });
  const absl::StatusOr<base::Exit> exit = (*program)->WaitForExit(timeout);
  if (stop.stop_requested()) return absl::CancelledError("interrupted");
  if (!exit.ok()) return exit.status();
  run.exit = *exit;
  return run;
}

bool HasProgram(const std::string& program) {
  const char* path = std::getenv("PATH");
  for (const absl::string_view folder : absl::StrSplit(path == nullptr ? "" : path, ':')) {
    if (access(absl::StrCat(folder, "/", program).c_str(), X_OK) == 0) return true;
  }
  return false;
}

StepResult NeedsProgram(const std::string& program, const std::string& package) {
  return {.found = absl::StrCat("This step needs the program ", program, ", which is not in PATH (",
                                package, ")."),
          .next = absl::StrCat("Install ", program,
                               ": the command ./workbook installs it on Debian "
                               "and Ubuntu; elsewhere take the package ",
                               package, ".")};
}

}  // namespace workbook::lessons::runner
