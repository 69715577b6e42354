#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "lessons/runner/commands.h"
#include "lessons/runner/new_lesson.h"
#include "lessons/runner/workbook.h"
#include "lessons/runner/workspace.h"

namespace workbook::lessons::runner {
namespace {

struct AuthorFlags {
  std::string topic;
  std::string lesson;
  std::string pack;
};

int RunNew(const AuthorFlags& flags) {
  const absl::StatusOr<Workspace> workspace = FindWorkspace(ThisProgram());
  if (!workspace.ok()) return PrintError(workspace.status());
  const std::filesystem::path own = workspace->root / "lessons";
  const std::filesystem::path lessons =
      flags.pack.empty() ? own : std::filesystem::path(flags.pack) / "lessons";
  if (const absl::Status made = MakeLesson(own / "template", lessons, flags.topic); !made.ok()) {
    return PrintError(made);
  }
  const std::string pack = flags.pack.empty() ? "" : " --pack " + flags.pack;
  std::printf(
      "Made %s, and its line at the end of %s: move it to its place.\n"
      "It is a whole lesson already. Change it file by file, and prove it each time:\n"
      "  ./workbook lesson prove %s%s\n",
      (lessons / flags.topic).c_str(), (lessons / "order.txt").c_str(), flags.topic.c_str(),
      pack.c_str());
  return 0;
}

int RunProve(const AuthorFlags& flags) {
  absl::StatusOr<Workbook> workbook = Workbook::Open(Printer::Stdout(), flags.pack);
  return workbook.ok() ? workbook->Prove(flags.lesson) : PrintError(workbook.status());
}

}  // namespace

void AddAuthorCommands(base::CommandLine& line, Command& chosen) {
  const auto flags = std::make_shared<AuthorFlags>();
  base::CommandLine lesson = line.AddCommand("lesson", "For authors: begin and prove a lesson");
  lesson.TakesCommands(1, 1);
  const auto add = [&](const char* name, const char* what, int (*run)(const AuthorFlags&)) {
    base::CommandLine command = lesson.AddCommand(name, what);
    command.OnParsed([&chosen, flags, run] {
      chosen = [flags, run] { return run(*flags); };
      return absl::OkStatus();
    });
    command.Add("--pack", flags->pack, "A repository with lessons of its own").Named("DIR");
    return command;
  };
  add("new", "Make a lesson from the template, in lessons/TOPIC", RunNew)
      .Add("TOPIC", flags->topic, "A name like deadline_propagation")
      .Required();
  add("prove", "Run everything that CI asks of one lesson", RunProve)
      .Add("NN", flags->lesson, "The lesson's number or topic")
      .Required();
}

}  // namespace workbook::lessons::runner
