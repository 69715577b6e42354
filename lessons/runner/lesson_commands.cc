#include <chrono>
#include <memory>
#include <string>

#include "conformance/runner/worker_supervisor.h"
#include "lessons/runner/commands.h"
#include "lessons/runner/workbook.h"

namespace workbook::lessons::runner {
namespace {

struct Flags {
  std::string lesson;
  std::string pack;
  std::string folder;
  bool spoil = false;
  double timeout = conformance::runner::kLessonTimeout.count();  // seconds
};

using Run = std::function<int(Workbook&, const Flags&)>;

// Adds a command that opens the workbook and calls `run`. It shares the ownership of `flags`.
base::CommandLine Add(base::CommandLine& line, Command& chosen, const std::string& name,
                      const std::string& what, const std::shared_ptr<Flags>& flags, Run run) {
  base::CommandLine command = line.AddCommand(name, what);
  command.OnParsed([&chosen, flags, run] {
    chosen = [flags, run] {
      absl::StatusOr<Workbook> workbook = Workbook::Open(Printer::Stdout(), flags->pack);
      return workbook.ok() ? run(*workbook, *flags) : PrintError(workbook.status());
    };
    return absl::OkStatus();
  });
  return command;
}

}  // namespace

void AddLessonCommands(base::CommandLine& line, Command& chosen) {
  const auto flags = std::make_shared<Flags>();
  line.Add("--pack", flags->pack, "Lessons of another repository, in its folder lessons/")
      .Named("DIR");
  const auto add = [&](const char* name, const char* what, Run run) {
    return Add(line, chosen, name, what, flags, std::move(run));
  };
  const auto lesson_argument = [&](base::CommandLine command,
                                   const char* what = "The lesson's number") {
    return command.Add("NN", flags->lesson, what);
  };
  const auto optional_lesson = [&](const base::CommandLine& command) {
    lesson_argument(command, "The lesson's number; default: the first unsolved lesson");
  };

  add("list", "List the lessons, your progress and the next step",
      [](Workbook& workbook, const Flags&) { return workbook.List(); });
  add("next", "Start the first unsolved lesson",
      [](Workbook& workbook, const Flags&) { return workbook.Start(""); });
  optional_lesson(add("start", "Show the task, what to read and which file to edit",
                      [](Workbook& workbook, const Flags& f) { return workbook.Start(f.lesson); }));
  base::CommandLine check =
      add("check", "Build an exercise and run its check", [](Workbook& workbook, const Flags& f) {
        return workbook.Check(f.lesson,
                              std::chrono::milliseconds(static_cast<int>(f.timeout * 1000)));
      });
  optional_lesson(check);
  check.Add("--timeout", flags->timeout, "Time limit of one behaviour in seconds")
      .Between(0.1, 3600.0)
      .ShowDefault();
  optional_lesson(add("watch", "Check the exercise at every save",
                      [](Workbook& workbook, const Flags& f) { return workbook.Watch(f.lesson); }));
  optional_lesson(add("hint", "Show one more hint",
                      [](Workbook& workbook, const Flags& f) { return workbook.Hint(f.lesson); }));
  base::CommandLine solution =
      add("solution", "Show the solution of a lesson that you have solved",
          [](Workbook& workbook, const Flags& f) { return workbook.Solution(f.lesson, f.spoil); });
  lesson_argument(solution).Required();
  solution.Add("--spoil", flags->spoil, "Show it before you have solved the lesson");
  lesson_argument(add("reset", "Restore the starter and keep your version beside it",
                      [](Workbook& workbook, const Flags& f) { return workbook.Reset(f.lesson); }))
      .Required();
  add("graduate", "Show the way on from the lessons, or check your own server's folder",
      [](Workbook& workbook, const Flags& f) { return workbook.Graduate(f.folder); })
      .Add("DIR", flags->folder, "The folder of a server of your own; made if it is not there");
}

}  // namespace workbook::lessons::runner
