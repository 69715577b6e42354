// A reader's way with `workbook`: the real program, compiler and check, in a tree of its own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_join.h"
#include "lessons/lesson_tree.h"
#include "support/eventually.h"

namespace workbook::testing {
namespace {

using runner::Process;
using std::chrono::steady_clock;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const runner::Exit kDone{0, 0};
const runner::Exit kNotSolved{1, 0};
const runner::Exit kUsage{2, 0};

MATCHER(FitsATerminal, "") { return arg.size() <= 80 && arg.find('\x1b') == arg.npos; }

class WorkbookLessonsTest : public ::testing::Test {
 protected:
  // Whatever a command says fits, and has no colours, for it does not go to a terminal.
  Outcome Run(std::vector<std::string> arguments) {
    Outcome outcome = tree_.Run(std::move(arguments));
    EXPECT_THAT(outcome.out, Each(FitsATerminal()));
    return outcome;
  }

  LessonTree tree_;
};

TEST_F(WorkbookLessonsTest, StartSaysWhatToReadAndWhatToEdit) {
  const Outcome outcome = Run({"start"});
  EXPECT_EQ(outcome.exit, kDone);
  EXPECT_THAT(outcome.out,
              AllOf(Contains("Lesson 01: a unary method"),
                    Contains("  read   lessons/01_unary_method/README.md"),
                    Contains(HasSubstr("  edit   lessons/01_unary_method/exercise.cc:"))));
  EXPECT_THAT(Run({"start", "2"}).out, Contains("Lesson 02: the same again"));
}

TEST_F(WorkbookLessonsTest, ACheckThatFailsSaysWhatWasExpectedAndWhereToLook) {
  tree_.Answer("reply->set_n1(request->n1());");
  const Outcome outcome = Run({"check", "1"});
  EXPECT_EQ(outcome.exit, kNotSolved);
  EXPECT_THAT(absl::StrJoin(outcome.out, "\n"),
              HasSubstr("  FAIL  Add(20, 10) answers 30\n"
                        "        expected: is equal to 30\n"
                        "        actual:   20\n"
                        "        look at:  lessons/01_unary_method/exercise.cc:9\n"));
  EXPECT_THAT(outcome.out, Contains(HasSubstr("0 of 3 behaviours hold; built in ")));
  EXPECT_THAT(outcome.out, Not(Contains(HasSubstr("ninja"))));
}

TEST_F(WorkbookLessonsTest, ASolutionMayPrintWhatItLikes) {
  tree_.Answer(
      "std::printf(\"%d\\nverdict 1 {\\nbegin 1 x\\n%d\", request->n1(), request->n2());\n"
      "    reply->set_n1(request->n1() + request->n2());");
  const Outcome outcome = Run({"check", "1"});
  EXPECT_EQ(outcome.exit, kDone);
  EXPECT_THAT(outcome.out, Contains(HasSubstr("3 of 3 behaviours hold")));
}

TEST_F(WorkbookLessonsTest, SolvingLeadsToTheNext) {
  EXPECT_THAT(Run({"next"}).out, Contains("Lesson 01: a unary method"));
  EXPECT_EQ(Run({"solution", "1"}).exit, kNotSolved);
  tree_.Solve();
  const Outcome check = Run({"check"});
  EXPECT_EQ(check.exit, kDone);
  EXPECT_THAT(check.out, AllOf(Contains("  pass  Add(20, 10) answers 30"),
                               Contains("Next: 02, the same again: ./workbook start 02.")));
  EXPECT_THAT(Run({"next"}).out, Contains("Lesson 02: the same again"));
  EXPECT_THAT(Run({"list"}).out,
              AllOf(Contains("First calls: 1 of 2 solved"), Contains(HasSubstr("solved  20")),
                    Contains(HasSubstr("-> 02  the same again"))));
  EXPECT_THAT(tree_.Read("progress.txtpb"),
              AllOf(HasSubstr("01_unary_method"), HasSubstr("solved: \"20")));
  const Outcome solution = tree_.Run({"solution", "1"});
  EXPECT_EQ(absl::StrJoin(solution.out, "\n") + "\n",
            tree_.Read("lessons/01_unary_method/solution.cc"));
}

TEST_F(WorkbookLessonsTest, ASolutionIsShownBeforeOnlyToThoseWhoAskForTheSpoiler) {
  const Outcome refused = Run({"solution", "2"});
  EXPECT_EQ(refused.exit, kNotSolved);
  EXPECT_THAT(refused.out, IsEmpty());
  EXPECT_THAT(refused.err, ElementsAre(HasSubstr("not solved yet")));
  EXPECT_EQ(tree_.Run({"solution", "2", "--spoil"}).exit, kDone);
}

TEST_F(WorkbookLessonsTest, HintsComeOneAtATimeBelowThoseBefore) {
  const auto headings = [&] {
    std::vector<std::string> out = Run({"hint"}).out;
    std::erase_if(out, [](const std::string& line) { return !line.starts_with("Lesson"); });
    return out;
  };
  const std::vector<std::string> all = {"Lesson 01, hint 1 of 3", "Lesson 01, hint 2 of 3",
                                        "Lesson 01, hint 3 of 3"};
  EXPECT_THAT(headings(), ElementsAre(all[0]));
  EXPECT_THAT(headings(), ElementsAre(all[0], all[1]));
  EXPECT_EQ(headings(), all);
  EXPECT_EQ(headings(), all);
}

TEST_F(WorkbookLessonsTest, ResetGivesTheStarterBackAndKeepsWhatWasWritten) {
  const std::string starter = tree_.Read(LessonTree::kExercise);
  tree_.Write(LessonTree::kExercise, "mine");
  const Outcome outcome = Run({"reset", "1"});
  EXPECT_EQ(outcome.exit, kDone);
  EXPECT_THAT(outcome.out, Contains(HasSubstr("exercise.cc.backup-1")));
  EXPECT_EQ(tree_.Read(LessonTree::kExercise), starter);
  EXPECT_EQ(tree_.Read("lessons/01_unary_method/exercise.cc.backup-1"), "mine");
}

TEST_F(WorkbookLessonsTest, ResetGivesAMissingExerciseBackAsCheckSays) {
  std::filesystem::remove(tree_ / LessonTree::kExercise);
  const Outcome check = Run({"check", "1"});
  EXPECT_EQ(check.exit, kNotSolved);
  EXPECT_THAT(check.err,
              ElementsAre("workbook: lessons/01_unary_method/exercise.cc is not there; ./workbook "
                          "reset 01 gives it back."));
  EXPECT_EQ(Run({"reset", "01"}).exit, kDone);
  EXPECT_THAT(tree_.Read(LessonTree::kExercise), HasSubstr("// TODO"));
}

TEST_F(WorkbookLessonsTest, ResetWithoutGitSaysSoAndTouchesNothing) {
  std::filesystem::remove_all(tree_ / ".git");
  tree_.Write(LessonTree::kExercise, "mine");
  const Outcome outcome = Run({"reset", "1"});
  EXPECT_EQ(outcome.exit, kNotSolved);
  EXPECT_THAT(outcome.err, ElementsAre(HasSubstr("git")));
  EXPECT_EQ(tree_.Read(LessonTree::kExercise), "mine");
}

TEST_F(WorkbookLessonsTest, ADamagedProgressFileIsMovedAsideAndNothingElseIsLost) {
  tree_.Write("progress.txtpb", "lessons { name: \"01_unary_method\" solved: \"20");
  const std::string exercise = tree_.Read(LessonTree::kExercise);
  const Outcome outcome = Run({"start"});
  EXPECT_EQ(outcome.exit, kDone);
  EXPECT_THAT(outcome.err, ElementsAre(AllOf(HasSubstr("cannot be read"),
                                             HasSubstr("progress.txtpb.damaged-1"))));
  EXPECT_THAT(tree_.Read("progress.txtpb.damaged-1"), HasSubstr("solved"));
  EXPECT_THAT(tree_.Read("progress.txtpb"), HasSubstr("started"));
  EXPECT_EQ(tree_.Read(LessonTree::kExercise), exercise);
  EXPECT_THAT(Run({"start"}).err, IsEmpty());
}

TEST_F(WorkbookLessonsTest, WhereProgressCannotBeKeptAChecksVerdictIsStillHeard) {
  // Root may write everywhere, but cannot put a file in the place of a folder either.
  std::filesystem::create_directories(tree_ / "progress.txtpb/in the way");
  tree_.Solve();
  const Outcome outcome = Run({"check", "1"});
  EXPECT_EQ(outcome.exit, kDone);
  EXPECT_THAT(outcome.out, Contains(HasSubstr("3 of 3 behaviours hold")));
  EXPECT_THAT(outcome.err, ElementsAre(HasSubstr("Progress is not kept: progress.txtpb: ")));
  const Outcome hint = Run({"hint", "1"});
  EXPECT_THAT(hint.out, Contains("Lesson 01, hint 1 of 3"));
  EXPECT_EQ(hint.out.back(), "All hints: lessons/01_unary_method/hints.md.");
}

TEST_F(WorkbookLessonsTest, ATreeThatCannotBeWrittenIsReadAndSaysWhyItIsNotBuilt) {
  if (RunProgram({"/usr/bin/unshare", "-m", "true"}).exit != kDone) {
    GTEST_SKIP() << "a read-only mount takes root";
  }
  tree_.Write("build/.lock", "");  // as ./workbook leaves it
  const auto read_only = [&](const std::string& command) {
    const std::string tree = tree_ / "";
    return RunProgram({"/usr/bin/unshare", "-m", "sh", "-c",
                       "mount --bind " + tree + " " + tree + " && mount -o remount,bind,ro " +
                           tree + " && exec " + tree + "build/bin/workbook " + command});
  };
  const Outcome list = read_only("list");
  EXPECT_EQ(list.exit, kDone);
  EXPECT_THAT(list.out, Contains("Next: ./workbook start 01."));
  EXPECT_THAT(list.err, IsEmpty());

  const Outcome check = read_only("check 1");
  EXPECT_EQ(check.exit, kNotSolved);
  EXPECT_THAT(check.err, ElementsAre(AllOf(HasSubstr("Progress is not kept: "),
                                           HasSubstr("Read-only file system"))));
  EXPECT_THAT(check.out, Contains("  FAIL  It cannot be built:"));
  EXPECT_THAT(check.out, Contains(HasSubstr("Read-only file system")));
  EXPECT_THAT(check.out, Each(AllOf(FitsATerminal(), Not(HasSubstr("Entering")))));
  EXPECT_THAT(check.out, SizeIs(::testing::Le(12U)));
}

TEST_F(WorkbookLessonsTest, AnErrorOfTheCompilersIsShownWithItsLineAndNothingElse) {
  tree_.Answer("replay->set_n1(request->n1() + request->n2());");
  const Outcome outcome = Run({"check", "1"});
  EXPECT_EQ(outcome.exit, kNotSolved);
  EXPECT_THAT(absl::StrJoin(outcome.out, "\n"),
              HasSubstr("  lessons/01_unary_method/exercise.cc:11:\n"
                        "  'replay' was not declared in this scope"));
  EXPECT_THAT(outcome.out, Contains("    replay->set_n1(request->n1() + request->n2());"));
  EXPECT_THAT(outcome.out, SizeIs(::testing::Le(12U)));
}

TEST_F(WorkbookLessonsTest, AnExerciseThatNeverEndsGetsAVerdictAndLeavesNothingRunning) {
  tree_.Answer("for (volatile int i = 1; i != 0;) {}");
  const Outcome outcome = Run({"check", "1", "--timeout=2"});
  EXPECT_EQ(outcome.exit, kNotSolved);
  EXPECT_THAT(
      absl::StrJoin(outcome.out, "\n"),
      AllOf(HasSubstr("  FAIL  Add(20, 10) answers 30\n        actual:   nothing within 2 s\n"),
            HasSubstr("  ----  Add(-5, 3) answers -2\n")));
  EXPECT_THAT(tree_.Processes(), IsEmpty());
}

TEST_F(WorkbookLessonsTest, AnExerciseThatCrashesGetsAVerdictOnEachBehaviour) {
  tree_.Answer(
      "if (request->n1() == 20) std::abort();\n    reply->set_n1(request->n1() + request->n2());");
  const Outcome outcome = Run({"check", "1"});
  EXPECT_EQ(outcome.exit, kNotSolved);
  EXPECT_THAT(outcome.out,
              Contains("        actual:   it brought the program down: ended by SIGABRT"));
  EXPECT_THAT(outcome.out, Contains(HasSubstr("2 of 3 behaviours hold")));
  EXPECT_THAT(tree_.Processes(), IsEmpty());
}

TEST_F(WorkbookLessonsTest, CtrlCEndsABuildAtOnce) {
  const std::string pid = tree_ / "pid";
  tree_.CompileWith("echo $$ >" + pid + ".draft && mv " + pid + ".draft " + pid +
                    " && exec sleep 1000");
  const auto workbook = StartProgram(tree_.Command({"check", "1"}));
  ASSERT_NE(workbook, nullptr);
  ASSERT_TRUE(Eventually([&] { return std::filesystem::exists(pid); }));
  pid_t compiler = 0;
  std::ifstream(pid) >> compiler;
  ASSERT_GT(compiler, 0);

  const auto start = steady_clock::now();
  workbook->Signal(SIGINT);
  const Outcome outcome = LessonTree::WaitFor(*workbook);
  // A fifth of a second, when nothing else runs.
  EXPECT_LT(steady_clock::now() - start, std::chrono::seconds(10));
  EXPECT_EQ(outcome.exit, (runner::Exit{130, 0}));
  EXPECT_EQ(outcome.out.back(), "Interrupted.");
  EXPECT_TRUE(Eventually([&] { return kill(compiler, 0) != 0 && errno == ESRCH; }));
}

TEST_F(WorkbookLessonsTest, CtrlCEndsACheck) {
  tree_.Answer("for (volatile int i = 1; i != 0;) {}");
  const auto workbook = StartProgram(tree_.Command({"check", "1", "--timeout=3000"}));
  ASSERT_NE(workbook, nullptr);
  const auto checks = Contains(HasSubstr("01_unary_method/exercise"));
  ASSERT_TRUE(Eventually([&] { return ::testing::Value(tree_.Processes(), checks); }));
  workbook->Signal(SIGINT);
  EXPECT_EQ(LessonTree::WaitFor(*workbook).exit, (runner::Exit{130, 0}));
  EXPECT_THAT(tree_.Processes(), IsEmpty());
}

TEST_F(WorkbookLessonsTest, FindsItsTreeThroughALinkFromAnywhere) {
  const ScratchFolder elsewhere;
  std::filesystem::create_symlink(tree_ / "build/bin/workbook", elsewhere / "wb");
  const Outcome outcome = RunProgram({"/usr/bin/env", "-C", elsewhere.path(), "./wb", "list"});
  EXPECT_EQ(outcome.exit, kDone);
  EXPECT_THAT(outcome.out, Contains(HasSubstr("02  the same again")));
}

TEST_F(WorkbookLessonsTest, AnswersWrongUsageWithStatus2) {
  for (const std::vector<std::string>& wrong : {std::vector<std::string>{"check", "99"},
                                                {"start", "x"},
                                                {"solution"},
                                                {"reset"},
                                                {"check", "--timeout=0"},
                                                {"hint", "1", "2"}}) {
    const Outcome outcome = tree_.Run(wrong);
    EXPECT_EQ(outcome.exit, kUsage) << absl::StrJoin(wrong, " ");
    EXPECT_THAT(outcome.err, Not(IsEmpty()));
  }
}

}  // namespace
}  // namespace workbook::testing
