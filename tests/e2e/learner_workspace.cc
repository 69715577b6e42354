#include "tests/e2e/learner_workspace.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "tests/e2e/programs.h"

namespace workbook::tests {
namespace {

namespace fs = std::filesystem;

constexpr char kLesson[] = "unary_method";

// For a command that compiles, links and runs a check.
constexpr std::chrono::minutes kCommandTimeout{4};

struct Commands {
  std::string compile;
  std::string link;
};

// The commands of the real build for the exercise of unary_method.
const Commands& RealCommands() {
  static const auto* commands = [] {
    auto* found = new Commands;
    const Outcome outcome = RunProgram({"/usr/bin/env", "ninja", "-C", WORKBOOK_BUILD, "-t",
                                        "commands", "lesson_unary_method_exercise"});
    for (const std::string& line : outcome.out) {
      if (absl::StrContains(
              line, absl::StrCat(" -c ", WORKBOOK_ROOT, "/lessons/", kLesson, "/exercise.cc"))) {
        found->compile = line;
      }
      if (absl::StrContains(line, absl::StrCat(" -o bin/lessons/", kLesson, "/exercise ")))
        found->link = line;
    }
    EXPECT_NE(found->compile, "");
    EXPECT_NE(found->link, "");
    return found;
  }();
  return *commands;
}

// A ninja file with the same commands for the exercise of the lesson `name` below `root`.
std::string NinjaFileFor(const std::string& root, const std::string& name,
                         const std::string& compile) {
  const std::string object = absl::StrCat(root, "/build/", name, ".o");
  const std::string program = absl::StrCat(root, "/build/bin/lessons/", name, "/exercise");
  const auto here = [&](const std::string& command) {
    return absl::StrReplaceAll(
        absl::StrCat("cd ", WORKBOOK_BUILD, " && ", command),
        {{absl::StrCat(WORKBOOK_ROOT, "/lessons/", kLesson), absl::StrCat(root, "/lessons/", name)},
         {absl::StrCat("lessons/CMakeFiles/lesson_unary_method_exercise.dir/", kLesson,
                       "/exercise.cc.o"),
          object},
         {absl::StrCat("bin/lessons/", kLesson, "/exercise"), program},
         {"$", "$$"}});
  };
  return absl::StrCat("rule compile_", name, "\n  command = ", here(compile), "\nrule link_", name,
                      "\n  command = ", here(RealCommands().link), "\nbuild ", object, ": compile_",
                      name, " ", root, "/lessons/", name, "/exercise.cc\nbuild ", program,
                      ": link_", name, " ", object, "\nbuild lesson_", name, "_exercise: phony ",
                      program, "\n");
}

}  // namespace

LearnerWorkspace::LearnerWorkspace() {
  fs::create_directories(folder_ / "build/bin/lessons");
  fs::create_directory(folder_ / "lessons");
  for (const std::string name : {"unary_method", "the_same_again"}) {
    const std::string folder = "lessons/" + name;
    fs::create_directory(folder_ / folder);
    // Not the exercise and its backups: a learner who runs these tests may have changed them.
    for (const char* file : {"README.md", "lesson.h", "hints.md", "check.cc", "solution.cc"}) {
      fs::copy(absl::StrCat(WORKBOOK_ROOT, "/lessons/", kLesson, "/", file), folder_ / folder);
    }
    ImplementAdd(folder,
                 "// TODO: put the sum in.\n    return {grpc::StatusCode::UNIMPLEMENTED, \"\"};");
    fs::copy(folder_ / (folder + "/exercise.cc"), folder_ / (folder + "/starter.cc"));
    fs::create_directory(folder_ / ("build/bin/" + folder));
  }
  Write("lessons/the_same_again/README.md", "# The same again\n\n**Your task.** As before.\n");
  Write("lessons/order.txt", "First calls\n  unary_method\n  the_same_again\n");
  fs::copy(ProgramPath("workbook"), folder_ / "build/bin");
  Write("build/CMakeCache.txt",
        absl::StrCat("CMAKE_HOME_DIRECTORY:INTERNAL=", folder_.path(), "\n"));
  CompileWith("");
}

void LearnerWorkspace::CompileWith(const std::string& command) const {
  const std::string& compile = command.empty() ? RealCommands().compile : command;
  Write("build/build.ninja", NinjaFileFor(folder_.path(), "unary_method", compile) +
                                 NinjaFileFor(folder_.path(), "the_same_again", compile));
}

std::vector<std::string> LearnerWorkspace::Command(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), folder_ / "build/bin/workbook");
  return arguments;
}

Outcome LearnerWorkspace::Run(std::vector<std::string> arguments) const {
  const auto workbook = StartProgram(Command(std::move(arguments)));
  return workbook == nullptr ? Outcome() : WaitFor(*workbook);
}

Outcome LearnerWorkspace::WaitFor(base::Process& workbook) {
  const auto exit = workbook.WaitForExit(kCommandTimeout);
  EXPECT_TRUE(exit.ok()) << exit.status();
  return {exit.value_or(base::Exit()), workbook.lines(base::Process::Stream::kStdout),
          workbook.lines(base::Process::Stream::kStderr)};
}

std::string LearnerWorkspace::Read(const std::string& path) const {
  std::ostringstream text;
  text << std::ifstream(folder_ / path).rdbuf();
  return text.str();
}

void LearnerWorkspace::Write(const std::string& path, const std::string& text) const {
  std::ofstream(folder_ / path) << text;
}

void LearnerWorkspace::ImplementAdd(const std::string& folder, const std::string& body) const {
  Write(folder + "/exercise.cc",
        absl::StrReplaceAll(Read(folder + "/solution.cc"),
                            {{"reply->set_n1(request->n1() + request->n2());", body}}));
}

std::vector<std::string> LearnerWorkspace::Processes() const {
  std::vector<std::string> found;
  std::error_code error;
  const std::string build = (fs::canonical(folder_.path()) / "build/").string();
  for (const auto& process : fs::directory_iterator("/proc", error)) {
    const std::string program = fs::read_symlink(process.path() / "exe", error).string();
    if (absl::StartsWith(program, build)) found.push_back(program);
  }
  return found;
}

}  // namespace workbook::tests
