// `workbook watch` at a terminal.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/file.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "base/unique_fd.h"
#include "conformance/eventually.h"
#include "tests/e2e/learner_workspace.h"
#include "tests/e2e/terminal_program.h"

namespace workbook::tests {
namespace {

using conformance::Eventually;

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kKeys[] =
    "n next  p previous  r run  h hint  e edit  x reset  l list  c check all  q quit";

// WaitForText gives up after 40 s without output, or once the program has ended. A compilation may
// take longer.
bool Shows(TerminalProgram& watch, const std::string& text) {
  for (int attempt = 0; attempt < 5; ++attempt) {
    if (watch.WaitForText(text)) return true;
  }
  return false;
}

bool IsStopped(pid_t pid) {
  std::string stat;
  std::getline(std::ifstream("/proc/" + std::to_string(pid) + "/stat"), stat);
  return stat.find(") T ") != stat.npos;
}

TEST(WorkbookWatchTest, ChecksAtEverySaveAndRestoresTheTerminal) {
  const LearnerWorkspace workspace;
  TerminalProgram watch(workspace.Command({"watch", "1"}));
  ASSERT_TRUE(Shows(watch, "building: 1 of 2, 0:"));
  ASSERT_TRUE(Shows(watch, "0 of 3 behaviours passed"));
  ASSERT_TRUE(Shows(watch, kKeys));
  // Many editors write a second file and rename it.
  const std::string draft = workspace / "lessons/unary_method/.exercise.cc.swp";
  std::filesystem::copy_file(workspace / "lessons/unary_method/solution.cc", draft);
  std::filesystem::rename(draft, workspace / LearnerWorkspace::kExercise);
  ASSERT_TRUE(Shows(watch, "3 of 3 behaviours passed"));
  ASSERT_TRUE(Shows(watch, "Next: ./workbook start 02 (The same again)"));
  watch.Type("n");
  ASSERT_TRUE(Shows(watch, "Lesson 02: The same again"));
  watch.Type("h");
  ASSERT_TRUE(Shows(watch, "Lesson 02, hint 1 of 3"));
  watch.Type("q");
  EXPECT_EQ(watch.WaitForExit(), 0);
  EXPECT_EQ(watch.LocalModes(), watch.local_modes_before());
  EXPECT_THAT(workspace.Read("progress.txtpb"), HasSubstr("solved"));
}

TEST(WorkbookWatchTest, ObeysTheKeysForEverythingElse) {
  const LearnerWorkspace workspace;
  TerminalProgram watch(workspace.Command({"watch", "1"}), {50, 80},
                        {"VISUAL=", "EDITOR=cp " + workspace / "lessons/unary_method/solution.cc"});
  ASSERT_TRUE(Shows(watch, "0 of 3 behaviours passed"));
  watch.Type("e");
  ASSERT_TRUE(Shows(watch, "3 of 3 behaviours passed"));
  ASSERT_TRUE(Shows(watch, "1 of 2 lessons solved"));
  EXPECT_NE(watch.LocalModes(), watch.local_modes_before());
  watch.Type("l");
  ASSERT_TRUE(Shows(watch, "First calls: 1 of 2 solved"));
  watch.Type("c");
  ASSERT_TRUE(Shows(watch, "passes"));
  watch.Type("n");
  ASSERT_TRUE(Shows(watch, "Lesson 02: The same again"));
  const size_t before = watch.bytes().size();
  watch.Type("p");
  ASSERT_TRUE(watch.WaitForText("Lesson 01: A unary method", before));
  watch.Type("x");
  ASSERT_TRUE(Shows(watch, "Restored the starter of lessons/unary_method/exercise.cc."));
  watch.Type("q");
  EXPECT_EQ(watch.WaitForExit(), 0);
}

TEST(WorkbookWatchTest, EndsOnceNoLessonIsLeft) {
  const LearnerWorkspace workspace;
  workspace.Write("progress.txtpb",
                  "lessons { name: \"the_same_again\" solved: \"2026-01-31T12:00:00Z\" }");
  workspace.Solve();
  TerminalProgram watch(workspace.Command({"watch"}));
  ASSERT_TRUE(Shows(watch, "2 of 2 lessons solved"));
  watch.Type("n");
  ASSERT_TRUE(Shows(watch, "All 2 lessons are solved."));
  EXPECT_EQ(watch.WaitForExit(), 0);
}

TEST(WorkbookWatchTest, SaysThatAnotherBuildIsRunning) {
  const LearnerWorkspace workspace;
  workspace.Write("build/.lock", "12 of 61");
  base::UniqueFd lock(open((workspace / "build/.lock").c_str(), O_RDWR | O_CLOEXEC));
  ASSERT_EQ(flock(lock.get(), LOCK_EX), 0);
  TerminalProgram watch(workspace.Command({"watch", "1"}));
  ASSERT_TRUE(Shows(watch, "waiting for another build: 12 of 61, 0:"));
  lock.Close();
  ASSERT_TRUE(Shows(watch, "0 of 3 behaviours passed"));
  watch.Type("q");
  EXPECT_EQ(watch.WaitForExit(), 0);
}

TEST(WorkbookWatchTest, CtrlCStopsTheBuildAndRestoresTheTerminal) {
  const LearnerWorkspace workspace;
  const std::string pid = workspace / "pid";
  workspace.CompileWith("echo $$ >" + pid + ".draft && mv " + pid + ".draft " + pid +
                        " && exec sleep 1000");
  TerminalProgram watch(workspace.Command({"watch", "1"}));
  ASSERT_TRUE(Shows(watch, "checking lesson 01"));
  ASSERT_TRUE(Eventually([&] { return std::filesystem::exists(pid); }));
  pid_t compiler = 0;
  std::ifstream(pid) >> compiler;
  ASSERT_GT(compiler, 0);
  EXPECT_NE(watch.LocalModes(), watch.local_modes_before());
  watch.Type("\x03");
  EXPECT_EQ(watch.WaitForExit(), 130);
  EXPECT_EQ(watch.LocalModes(), watch.local_modes_before());
  EXPECT_TRUE(Eventually([&] { return kill(compiler, 0) != 0 && errno == ESRCH; }));
}

TEST(WorkbookWatchTest, GoesOnAfterCtrlZ) {
  const LearnerWorkspace workspace;
  workspace.CompileWith("exit 1");
  TerminalProgram watch(workspace.Command({"watch", "1"}));
  ASSERT_TRUE(Shows(watch, kKeys));
  const tcflag_t modes = watch.LocalModes();
  watch.Type("\x1a");
  ASSERT_TRUE(Eventually([&] { return IsStopped(watch.pid()); }));
  EXPECT_EQ(watch.LocalModes(), watch.local_modes_before());
  const size_t before = watch.bytes().size();
  kill(watch.pid(), SIGCONT);
  ASSERT_TRUE(watch.WaitForText(kKeys, before));
  EXPECT_EQ(watch.LocalModes(), modes);
  watch.Type("q");
  EXPECT_EQ(watch.WaitForExit(), 0);
  EXPECT_EQ(watch.LocalModes(), watch.local_modes_before());
}

TEST(WorkbookWatchTest, WritesNoEscapesToADumbTerminal) {
  const LearnerWorkspace workspace;
  workspace.CompileWith("exit 1");
  TerminalProgram watch(workspace.Command({"watch", "1"}), {24, 80}, {"TERM=dumb"});
  ASSERT_TRUE(Shows(watch, kKeys));
  watch.Type("q");
  EXPECT_EQ(watch.WaitForExit(), 0);
  EXPECT_THAT(watch.bytes(), Not(HasSubstr("\x1b")));
}

TEST(WorkbookWatchTest, FitsANarrowTerminal) {
  const LearnerWorkspace workspace;
  for (const char* command : {"list", "start", "check"}) {
    TerminalProgram program(workspace.Command({command}), {24, 40}, {"NO_COLOR=1"});
    program.WaitForExit();
    for (const absl::string_view line : absl::StrSplit(program.bytes(), "\r\n")) {
      // What a status line is replaced by comes after the erasing sequence.
      const size_t erased = line.rfind("\x1b[K");
      EXPECT_LE(line.size() - (erased == line.npos ? 0 : erased + 3), 40U) << line;
    }
  }
}

TEST(WorkbookWatchTest, ASaveStopsTheRunningCheck) {
  const LearnerWorkspace workspace;
  workspace.ImplementAdd("for (volatile int i = 1; i != 0;) {}");  // without the save: ten seconds
  TerminalProgram watch(workspace.Command({"watch", "1"}));
  ASSERT_TRUE(Shows(watch, "checking lesson 01"));
  workspace.Solve();
  ASSERT_TRUE(Shows(watch, "3 of 3 behaviours passed"));
  EXPECT_THAT(watch.bytes(), Not(HasSubstr("FAIL")));
  watch.Type("q");
  EXPECT_EQ(watch.WaitForExit(), 0);
}

TEST(WorkbookWatchTest, UsesColoursOnATerminalWithoutNoColor) {
  const LearnerWorkspace workspace;
  workspace.CompileWith("exit 1");
  for (const char* no_color : {"NO_COLOR=", "NO_COLOR=1"}) {
    TerminalProgram watch(workspace.Command({"watch", "1"}), {24, 80}, {no_color});
    ASSERT_TRUE(Shows(watch, kKeys));
    EXPECT_EQ(watch.bytes().find("\x1b[1;31mFAIL") != std::string::npos,
              std::string(no_color) == "NO_COLOR=");
    watch.Type("q");
    EXPECT_EQ(watch.WaitForExit(), 0);
  }
}

}  // namespace
}  // namespace workbook::tests
