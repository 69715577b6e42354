#include "lessons/lesson_tree.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "pairs/programs.h"

namespace workbook::testing {
namespace {

namespace fs = std::filesystem;

constexpr char kLesson[] = "01_unary_method";

// Ends a hang of what compiles, links and runs a check.
constexpr std::chrono::minutes kCompileHang{4};

struct Commands {
  std::string compile;
  std::string link;
};

// What the real build does for lesson 01's exercise.
const Commands& RealCommands() {
  static const auto* commands = [] {
    auto* found = new Commands;
    const Outcome outcome = RunProgram(
        {"/usr/bin/env", "ninja", "-C", WORKBOOK_BUILD, "-t", "commands", "lesson_01_exercise"});
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

// A ninja file that does the same to the exercise of the lesson `name` in `tree`.
std::string NinjaFileFor(const std::string& tree, const std::string& name,
                         const std::string& number, const std::string& compile) {
  const std::string object = absl::StrCat(tree, "/build/exercise_", number, ".o");
  const std::string program = absl::StrCat(tree, "/build/bin/lessons/", name, "/exercise");
  const auto here = [&](const std::string& command) {
    return absl::StrReplaceAll(
        absl::StrCat("cd ", WORKBOOK_BUILD, " && ", command),
        {{absl::StrCat(WORKBOOK_ROOT, "/lessons/", kLesson), absl::StrCat(tree, "/lessons/", name)},
         {absl::StrCat("lessons/CMakeFiles/lesson_01_exercise.dir/", kLesson, "/exercise.cc.o"),
          object},
         {absl::StrCat("bin/lessons/", kLesson, "/exercise"), program},
         {"$", "$$"}});
  };
  return absl::StrCat("rule compile_", number, "\n  command = ", here(compile), "\nrule link_",
                      number, "\n  command = ", here(RealCommands().link), "\nbuild ", object,
                      ": compile_", number, " ", tree, "/lessons/", name, "/exercise.cc\nbuild ",
                      program, ": link_", number, " ", object, "\nbuild lesson_", number,
                      "_exercise: phony ", program, "\n");
}

}  // namespace

LessonTree::LessonTree() {
  fs::create_directories(folder_ / "build/bin/lessons");
  fs::create_directory(folder_ / "lessons");
  for (const std::string name : {"01_unary_method", "02_the_same_again"}) {
    const std::string folder = "lessons/" + name;
    fs::create_directory(folder_ / folder);
    // Not the exercise, nor what `reset` keeps: both are the reader's, who may run these tests.
    for (const char* file : {"README.md", "lesson.h", "hints.md", "check.cc", "solution.cc"}) {
      fs::copy(absl::StrCat(WORKBOOK_ROOT, "/lessons/", kLesson, "/", file), folder_ / folder);
    }
    Answer(folder, "// TODO: put the sum in.\n    return {grpc::StatusCode::UNIMPLEMENTED, \"\"};");
    fs::create_directory(folder_ / ("build/bin/" + folder));
  }
  Write("lessons/02_the_same_again/README.md",
        "# 02: the same again\n\n**Your task.** As before.\n");
  fs::copy(ProgramPath("workbook"), folder_ / "build/bin");
  Write("build/CMakeCache.txt",
        absl::StrCat("CMAKE_HOME_DIRECTORY:INTERNAL=", folder_.path(), "\n"));
  CompileWith("");
  const std::string git =
      absl::StrCat("git -C ", folder_.path(), " -c user.name=t -c user.email=t@t ");
  EXPECT_EQ(std::system(absl::StrCat("{ ", git, "init && ", git, "add lessons && ", git,
                                     "commit -m first; } >/dev/null 2>&1")
                            .c_str()),
            0);
}

void LessonTree::CompileWith(const std::string& command) const {
  const std::string& compile = command.empty() ? RealCommands().compile : command;
  Write("build/build.ninja", NinjaFileFor(folder_.path(), "01_unary_method", "01", compile) +
                                 NinjaFileFor(folder_.path(), "02_the_same_again", "02", compile));
}

std::vector<std::string> LessonTree::Command(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), folder_ / "build/bin/workbook");
  return arguments;
}

Outcome LessonTree::Run(std::vector<std::string> arguments) const {
  const auto workbook = StartProgram(Command(std::move(arguments)));
  return workbook == nullptr ? Outcome() : WaitFor(*workbook);
}

Outcome LessonTree::WaitFor(runner::Process& workbook) {
  const auto exit = workbook.WaitForExit(kCompileHang);
  EXPECT_TRUE(exit.ok()) << exit.status();
  return {exit.value_or(runner::Exit()), workbook.lines(runner::Process::Stream::kStdout),
          workbook.lines(runner::Process::Stream::kStderr)};
}

std::string LessonTree::Read(const std::string& path) const {
  std::ostringstream text;
  text << std::ifstream(folder_ / path).rdbuf();
  return text.str();
}

void LessonTree::Write(const std::string& path, const std::string& text) const {
  std::ofstream(folder_ / path) << text;
}

void LessonTree::Answer(const std::string& folder, const std::string& body) const {
  Write(folder + "/exercise.cc",
        absl::StrReplaceAll(Read(folder + "/solution.cc"),
                            {{"reply->set_n1(request->n1() + request->n2());", body}}));
}

std::vector<std::string> LessonTree::Processes() const {
  std::vector<std::string> found;
  std::error_code error;
  const std::string build = (fs::canonical(folder_.path()) / "build/").string();
  for (const auto& process : fs::directory_iterator("/proc", error)) {
    const std::string program = fs::read_symlink(process.path() / "exe", error).string();
    if (absl::StartsWith(program, build)) found.push_back(program);
  }
  return found;
}

}  // namespace workbook::testing
