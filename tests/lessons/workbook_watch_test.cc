// `workbook watch` as a person at a terminal has it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string>

#include "lessons/lesson_tree.h"
#include "pairs/terminal_program.h"
#include "support/eventually.h"

namespace workbook::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kKeys[] = "n next   r run again   h hint   q quit";

// What compiles meanwhile may be silent for longer than other programs: WaitForText gives up
// after 40 s without a word, or once the program has ended.
bool Shows(TerminalProgram& watch, const std::string& text) {
  for (int patience = 0; patience < 5; ++patience) {
    if (watch.WaitForText(text)) return true;
  }
  return false;
}

TEST(WorkbookWatchTest, ChecksAtEverySaveAndLeavesTheTerminalAsItWas) {
  const LessonTree tree;
  TerminalProgram watch(tree.Command({"watch", "1"}));
  ASSERT_TRUE(Shows(watch, "[1/2] "));
  ASSERT_TRUE(Shows(watch, "0 of 3 behaviours hold"));
  ASSERT_TRUE(Shows(watch, kKeys));
  // As editors do that write another file and move it into the place of the old one.
  const std::string draft = tree / "lessons/01_unary_method/.exercise.cc.swp";
  std::filesystem::copy_file(tree / "lessons/01_unary_method/solution.cc", draft);
  std::filesystem::rename(draft, tree / LessonTree::kExercise);
  ASSERT_TRUE(Shows(watch, "3 of 3 behaviours hold"));
  ASSERT_TRUE(Shows(watch, "Next: 02, the same again"));
  watch.Type("n");
  ASSERT_TRUE(Shows(watch, "Lesson 02: the same again"));
  watch.Type("h");
  ASSERT_TRUE(Shows(watch, "Lesson 02, hint 1 of 3"));
  watch.Type("q");
  EXPECT_EQ(watch.WaitForExit(), 0);
  EXPECT_EQ(watch.LocalModes(), watch.local_modes_before());
  EXPECT_THAT(tree.Read("progress.txtpb"), HasSubstr("solved"));
}

TEST(WorkbookWatchTest, CtrlCStopsWhateverRunsAndLeavesTheTerminalAsItWas) {
  const LessonTree tree;
  const std::string pid = tree / "pid";
  tree.CompileWith("echo $$ >" + pid + ".draft && mv " + pid + ".draft " + pid +
                   " && exec sleep 1000");
  TerminalProgram watch(tree.Command({"watch", "1"}));
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

TEST(WorkbookWatchTest, ASaveStopsTheCheckThatIsUnderWay) {
  const LessonTree tree;
  tree.Answer("for (volatile int i = 1; i != 0;) {}");  // ten seconds, if nobody stopped it
  TerminalProgram watch(tree.Command({"watch", "1"}));
  ASSERT_TRUE(Shows(watch, "checking lesson 01"));
  tree.Solve();
  ASSERT_TRUE(Shows(watch, "3 of 3 behaviours hold"));
  EXPECT_THAT(watch.bytes(), Not(HasSubstr("FAIL")));
  watch.Type("q");
  EXPECT_EQ(watch.WaitForExit(), 0);
}

TEST(WorkbookWatchTest, HasColoursOnATerminalUnlessToldNotTo) {
  const LessonTree tree;
  tree.CompileWith("exit 1");
  for (const char* no_color : {"NO_COLOR=", "NO_COLOR=1"}) {
    TerminalProgram watch(tree.Command({"watch", "1"}), {24, 80}, {no_color});
    ASSERT_TRUE(Shows(watch, kKeys));
    EXPECT_EQ(watch.bytes().find("\x1b[1;31mFAIL") != std::string::npos,
              std::string(no_color) == "NO_COLOR=");
    watch.Type("q");
    EXPECT_EQ(watch.WaitForExit(), 0);
  }
}

}  // namespace
}  // namespace workbook::testing
