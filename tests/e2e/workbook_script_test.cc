// The script ./workbook, up to the point where it hands over to the program. A script takes the
// place of CMake.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "tests/e2e/programs.h"
#include "tests/e2e/terminal_program.h"
#include "tests/support/scratch_folder.h"

namespace workbook::tests {
namespace {

namespace fs = std::filesystem;

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

// Builds as CMake and ninja do, in so far as the script looks at them.
constexpr char kCMake[] = R"sh(#!/bin/sh
echo "$*" >>cmake.log
if [ "$1" = --build ]; then
  cat output
  mkdir -p build/bin
  printf '#!/bin/sh\necho "the runner: $*"\n' >build/bin/workbook
  chmod +x build/bin/workbook
  exit "$(cat status)"
fi
mkdir -p build
: >build/build.ninja
printf 'CMAKE_HOME_DIRECTORY:INTERNAL=%s\nWORKBOOK_WITH_NODE:BOOL=OFF\n' "$PWD" >build/CMakeCache.txt
)sh";

constexpr char kBuilds[] =
    "[1/3] Building CXX object a.o\n"
    "/usr/include/boost/x.hpp:13:1: note: '#pragma message: This header is deprecated.'\n"
    "[2/3] Building CXX object b.o\n"
    "[3/3] Linking CXX executable bin/workbook\n";

std::string Read(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

class WorkbookScriptTest : public ::testing::Test {
 protected:
  WorkbookScriptTest() {
    fs::create_directories(folder_ / "checkout");
    fs::create_directories(folder_ / "bin");
    for (const char* file : {"workbook", "CMakePresets.json", ".gitattributes"}) {
      fs::copy(absl::StrCat(WORKBOOK_ROOT, "/", file), folder_ / "checkout");
    }
    folder_.Write("bin/cmake", kCMake);
    fs::permissions(folder_ / "bin/cmake", fs::perms::owner_all);
    Build(kBuilds, 0);
  }

  void Build(const std::string& output, int status) {
    folder_.Write("checkout/output", output);
    folder_.Write("checkout/status", absl::StrCat(status));
  }
  std::string Path() const { return absl::StrCat("PATH=", folder_ / "bin:", std::getenv("PATH")); }
  Outcome Run(const std::string& command, const std::string& checkout = "checkout") const {
    return RunProgram({"/usr/bin/env", Path(), folder_ / (checkout + "/workbook"), command});
  }
  // What CMake was called with, line by line.
  std::vector<std::string> Calls(const std::string& checkout = "checkout") const {
    return absl::StrSplit(Read(folder_ / (checkout + "/cmake.log")), '\n', absl::SkipEmpty());
  }

  ScratchFolder folder_;
};

TEST_F(WorkbookScriptTest, ConfiguresAndBuildsAndHandsOver) {
  EXPECT_EQ(Run("list").out.back(), "the runner: list");
  EXPECT_THAT(Calls(), ElementsAre(StartsWith("--preset dev"), HasSubstr("--target workbook")));
  EXPECT_EQ(Run("list").out.back(), "the runner: list");
  EXPECT_THAT(Calls(), SizeIs(3));  // it builds again, and configures no more
}

TEST_F(WorkbookScriptTest, GraduateNeedsTheJudgeOnlyWithAFolder) {
  const auto last_call = [this](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(),
                     {"/usr/bin/env", Path(), folder_ / "checkout/workbook", "graduate"});
    EXPECT_EQ(RunProgram(arguments).exit, (base::Exit{0, 0}));
    return Calls().back();
  };
  EXPECT_THAT(last_call({}), EndsWith("--target workbook"));
  EXPECT_THAT(last_call({"own"}), EndsWith("--target workbook judge"));
  EXPECT_THAT(last_call({"--help"}), EndsWith("--target workbook"));
}

TEST_F(WorkbookScriptTest, MakesTheBuildFolderOfACopiedOrMovedCheckoutAgain) {
  Run("list");
  fs::copy(folder_ / "checkout", folder_ / "copied", fs::copy_options::recursive);
  fs::rename(folder_ / "checkout", folder_ / "moved");
  for (const char* checkout : {"copied", "moved"}) {
    const size_t before = Calls(checkout).size();
    Run("list", checkout);
    Run("list", checkout);
    const std::vector<std::string> calls = Calls(checkout);
    ASSERT_EQ(calls.size(), before + 3) << checkout;
    EXPECT_THAT(calls[before], StartsWith("--fresh --preset dev")) << checkout;
    EXPECT_THAT(calls[before + 2], StartsWith("--build")) << checkout;
  }
}

TEST_F(WorkbookScriptTest, ALinkToACheckoutIsTheSameCheckout) {
  Run("list");
  fs::create_directory_symlink(folder_ / "checkout", folder_ / "link");
  Run("list", "link");
  EXPECT_THAT(Calls(), Not(Contains(HasSubstr("--fresh"))));
}

TEST_F(WorkbookScriptTest, NamesAPathThatCMakeCannotTake) {
  for (const char* name : {"c#", "a;b", "a\"b", "a[b", "a]b", "a\\b", "a<b", "a>b", "a|b"}) {
    fs::copy(folder_ / "checkout", folder_ / name, fs::copy_options::recursive);
    const Outcome outcome = Run("list", name);
    EXPECT_EQ(outcome.exit, (base::Exit{1, 0})) << name;
    EXPECT_THAT(outcome.err, ElementsAre(AllOf(StartsWith("workbook: CMake cannot build in "),
                                               HasSubstr(absl::StrCat("/", name)))));
  }
  for (const char* name : {"a b", "a:b", "a$b", "a'b", "(é)"}) {
    fs::copy(folder_ / "checkout", folder_ / name, fs::copy_options::recursive);
    EXPECT_EQ(Run("list", name).out.back(), "the runner: list") << name;
  }
}

TEST_F(WorkbookScriptTest, ShowsOnAPipeHowFarTheBuildIs) {
  const Outcome outcome = Run("list");
  EXPECT_THAT(outcome.out, Contains("building: 1 of 3, 0:00"));
  EXPECT_THAT(outcome.out, Not(Contains(HasSubstr("deprecated"))));
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST_F(WorkbookScriptTest, ShowsOnATerminalHowFarTheBuildIs) {
  for (const char* term : {"xterm", "dumb"}) {
    // env: of two settings with one name a shell takes the last.
    TerminalProgram workbook({"/usr/bin/env", "-u", "TERM", Path(), absl::StrCat("TERM=", term),
                              folder_ / "checkout/workbook", "list"},
                             {24, 40});
    EXPECT_EQ(workbook.WaitForExit(), 0);
    EXPECT_THAT(workbook.bytes(), AllOf(HasSubstr("building: 1 of 3, 0:0"),
                                        Not(HasSubstr("deprecated")), HasSubstr("the runner")));
    // In one line, which is empty in the end.
    EXPECT_EQ(workbook.bytes().find("3 of 3") != std::string::npos, std::string(term) == "xterm");
    EXPECT_EQ(workbook.bytes().find('\x1b') != std::string::npos, std::string(term) == "xterm");
  }
}

TEST_F(WorkbookScriptTest, CountsTheSecondsOfAStepOnATerminal) {
  folder_.Write("bin/cmake",
                absl::StrReplaceAll(
                    kCMake, {{"cat output", "cat output; until [ -e go ]; do sleep 0.1; done"}}));
  fs::permissions(folder_ / "bin/cmake", fs::perms::owner_all);
  TerminalProgram workbook({"/usr/bin/env", Path(), folder_ / "checkout/workbook", "list"});
  // The build writes no line after this one.
  const std::string last_step = "building: 3 of 3, ";
  size_t seen = 0;
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(workbook.WaitForText(last_step, seen)) << workbook.bytes();
    seen = workbook.bytes().find(last_step, seen) + last_step.size();
  }
  folder_.Write("checkout/go", "");
  EXPECT_EQ(workbook.WaitForExit(), 0);
  EXPECT_THAT(workbook.bytes(), HasSubstr("the runner: list"));
  EXPECT_THAT(Read(folder_ / "checkout/build/workbook.log"), Not(HasSubstr("\n\n")));
}

TEST_F(WorkbookScriptTest, ShowsTheFirstFailureOfABuild) {
  std::string output = absl::StrCat(kBuilds, "FAILED: a.o \n/usr/bin/c++ ", std::string(500, 'x'),
                                    "\na.cc:7:3: error: no\n");
  for (int i = 0; i < 100; ++i) absl::StrAppend(&output, "b.cc:", i, ": warning: beside it\n");
  Build(output, 1);
  const Outcome outcome = Run("list");
  EXPECT_EQ(outcome.exit, (base::Exit{1, 0}));
  ASSERT_THAT(outcome.err, SizeIs(Le(31)));
  EXPECT_EQ(outcome.err[0], "FAILED: a.o ");
  EXPECT_EQ(outcome.err[1], "a.cc:7:3: error: no");
  EXPECT_THAT(outcome.err.back(), AllOf(StartsWith("workbook: building failed; the whole log: "),
                                        HasSubstr("/checkout/build/workbook.log")));
}

TEST_F(WorkbookScriptTest, ShowsTheEndOfTheOutputOfAnotherFailure) {
  std::string output;
  for (int i = 0; i < 100; ++i) absl::StrAppend(&output, "line ", i, "\n");
  Build(output, 1);
  const Outcome outcome = Run("list");
  ASSERT_THAT(outcome.err, SizeIs(31));
  EXPECT_EQ(outcome.err[29], "line 99");
}

TEST_F(WorkbookScriptTest, BuildsWithAStdoutThatCannotBeWritten) {
  RunProgram({"/usr/bin/env", Path(), "sh", "-c",
              "exec " + (folder_ / "checkout/workbook") + " list >/dev/full"});
  EXPECT_TRUE(fs::exists(folder_ / "checkout/build/bin/workbook"));
}

TEST_F(WorkbookScriptTest, IgnoresTheCallersNinjaStatus) {
  folder_.Write("bin/cmake",
                absl::StrCat(kCMake, "echo \"NINJA_STATUS=$NINJA_STATUS\" >status_seen\n"));
  fs::permissions(folder_ / "bin/cmake", fs::perms::owner_all);
  RunProgram({"/usr/bin/env", Path(), "NINJA_STATUS=%p ", folder_ / "checkout/workbook", "list"});
  EXPECT_EQ(Read(folder_ / "checkout/status_seen"), "NINJA_STATUS=[%f/%t] \n");
}

// Git for Windows sets core.autocrlf; /bin/sh cannot read the result.
TEST_F(WorkbookScriptTest, RunsInACloneThatConvertsLineEnds) {
  const std::string git = "git -c user.name=t -c user.email=t@t -c core.autocrlf=true ";
  const std::string checkout = folder_ / "checkout";
  const std::string clone = folder_ / "clone";
  ASSERT_EQ(std::system(absl::StrCat("{ cd ", checkout, " && ", git, "init && ", git, "add -A && ",
                                     git, "commit -m c && ", git, "clone ", checkout, " ", clone,
                                     "; } >/dev/null 2>&1")
                            .c_str()),
            0);
  EXPECT_THAT(Read(clone + "/workbook"), Not(HasSubstr("\r")));
  EXPECT_EQ(RunProgram({clone + "/workbook", "help"}).exit, (base::Exit{0, 0}));
}

}  // namespace
}  // namespace workbook::tests
