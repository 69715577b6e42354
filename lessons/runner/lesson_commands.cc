#include "lessons/runner/lesson_commands.h"

#include <chrono>
#include <memory>
#include <string>

#include "lessons/runner/hearing.h"
#include "lessons/runner/workbook.h"

namespace workbook::runner {
namespace {

struct Flags {
  std::string lesson;
  bool spoil = false;
  double timeout = judge::kLessonTimeout.count();  // seconds
};

using Run = std::function<int(Workbook&, const Flags&)>;

// A command that works on the lessons; `flags` live as long as it does.
CLI::App* Add(CLI::App& app, Command& chosen, const std::string& name, const std::string& what,
              const std::shared_ptr<Flags>& flags, Run run) {
  CLI::App* command = app.add_subcommand(name, what);
  command->callback([&chosen, flags, run] {
    chosen = [flags, run] {
      absl::StatusOr<Workbook> workbook = Workbook::Open(Page::Stdout());
      return workbook.ok() ? run(*workbook, *flags) : Complain(workbook.status());
    };
  });
  return command;
}

}  // namespace

void AddLessonCommands(CLI::App& app, Command& chosen) {
  const auto flags = std::make_shared<Flags>();
  const auto add = [&](const char* name, const char* what, Run run) {
    return Add(app, chosen, name, what, flags, std::move(run));
  };
  const auto take_lesson = [&](CLI::App* command, const char* what = "The lesson's number") {
    return command->add_option("NN", flags->lesson, what);
  };
  const auto may_take_lesson = [&](CLI::App* command) {
    take_lesson(command, "The lesson's number; the first unsolved when not given");
  };

  add("list", "The lessons, how far you are, what comes next",
      [](Workbook& workbook, const Flags&) { return workbook.List(); });
  add("next", "Go on with the first lesson that is not solved",
      [](Workbook& workbook, const Flags&) { return workbook.Start(""); });
  may_take_lesson(add("start", "What to read, and which file to edit",
                      [](Workbook& workbook, const Flags& f) { return workbook.Start(f.lesson); }));
  CLI::App* check =
      add("check", "Build an exercise and run its check", [](Workbook& workbook, const Flags& f) {
        return workbook.Check(f.lesson,
                              std::chrono::milliseconds(static_cast<int>(f.timeout * 1000)));
      });
  may_take_lesson(check);
  check->add_option("--timeout", flags->timeout, "Seconds that one behaviour may take")
      ->check(CLI::Range(0.1, 3600.0))
      ->capture_default_str();
  may_take_lesson(add("watch", "Check at every save",
                      [](Workbook& workbook, const Flags& f) { return workbook.Watch(f.lesson); }));
  may_take_lesson(add("hint", "One hint more",
                      [](Workbook& workbook, const Flags& f) { return workbook.Hint(f.lesson); }));
  CLI::App* solution =
      add("solution", "A solution, once you have solved it",
          [](Workbook& workbook, const Flags& f) { return workbook.Solution(f.lesson, f.spoil); });
  take_lesson(solution)->required();
  solution->add_flag("--spoil", flags->spoil, "Also before that");
  take_lesson(add("reset", "Give the starter back; what you wrote is kept",
                  [](Workbook& workbook, const Flags& f) { return workbook.Reset(f.lesson); }))
      ->required();
}

}  // namespace workbook::runner
