// A learner's way with `workbook`: the real program, compiler and check, in a workspace of their
// own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_join.h"
#include "conformance/eventually.h"
#include "tests/e2e/learner_workspace.h"

namespace workbook::tests {
namespace {

using conformance::Eventually;

using base::Process;
using std::chrono::steady_clock;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const base::Exit kDone{0, 0};
const base::Exit kNotSolved{1, 0};
const base::Exit kUsage{2, 0};

MATCHER(FitsATerminal, "") { return arg.size() <= 80 && arg.find('\x1b') == arg.npos; }

class WorkbookLessonsTest : public ::testing::Test {
 protected:
  // All output fits 80 columns and has no colours, because stdout is no terminal.
  Outcome Run(std::vector<std::string> arguments) {
    Outcome outcome = workspace_.Run(std::move(arguments));
    EXPECT_THAT(outcome.out, Each(FitsATerminal()));
    return outcome;
  }

  LearnerWorkspace workspace_;
};

TEST_F(WorkbookLessonsTest, StartShowsWhatToReadAndWhatToEdit) {
  const Outcome outcome = Run({"start"});
  EXPECT_EQ(outcome.exit, kDone);
  EXPECT_THAT(outcome.out,
              AllOf(Contains("Lesson 01: A unary method"),
                    Contains("  read   lessons/unary_method/README.md"),
                    Contains(HasSubstr("  edit   lessons/unary_method/exercise.cc:"))));
  EXPECT_THAT(Run({"start", "2"}).out, Contains("Lesson 02: The same again"));
}

TEST_F(WorkbookLessonsTest, AFailedCheckShowsWhatItExpectedAndWhereToLook) {
  workspace_.ImplementAdd("reply->set_n1(request->n1());");
  const Outcome outcome = Run({"check", "1"});
  EXPECT_EQ(outcome.exit, kNotSolved);
  EXPECT_THAT(absl::StrJoin(outcome.out, "\n"),
              HasSubstr("  FAIL  Add(20, 10) answers 30\n"
                        "        expected: is equal to the sum 30\n"
                        "        actual:   the sum 20\n"
                        "        look at:  lessons/unary_method/exercise.cc:9\n"));
  EXPECT_THAT(outcome.out, Contains(HasSubstr("0 of 3 behaviours passed; built in ")));
  EXPECT_THAT(outcome.out, Not(Contains(HasSubstr("ninja"))));
}

TEST_F(WorkbookLessonsTest, TheOutputOfAnExerciseDoesNotDisturbItsCheck) {
  workspace_.ImplementAdd(
      "std::printf(\"%d\\nverdict 1 {\\nbegin 1 x\\n%d\", request->n1(), request->n2());\n"
      "    reply->set_n1(request->n1() + request->n2());");
  const Outcome outcome = Run({"check", "1"});
  EXPECT_EQ(outcome.exit, kDone);
  EXPECT_THAT(outcome.out, Contains(HasSubstr("3 of 3 behaviours passed")));
}

TEST_F(WorkbookLessonsTest, ACheckDoesNotInheritTheCallersSettings) {
  workspace_.ImplementAdd(
      "for (const char* name : {\"http_proxy\", \"HTTPS_PROXY\", \"grpc_proxy\", \"ALL_PROXY\",\n"
      "                         \"no_proxy\", \"GTEST_FILTER\", \"GRPC_VERBOSITY\"}) {\n"
      "      if (std::getenv(name) != nullptr) return {grpc::StatusCode::INTERNAL, name};\n    }\n"
      "    reply->set_n1(request->n1() + request->n2());");
  std::vector<std::string> command = {"/usr/bin/env",
                                      "http_proxy=http://127.0.0.1:9",
                                      "HTTPS_PROXY=http://127.0.0.1:9",
                                      "grpc_proxy=http://127.0.0.1:9",
                                      "ALL_PROXY=http://127.0.0.1:9",
                                      "no_proxy=example.com",
                                      "GTEST_FILTER=-*",
                                      "GTEST_TOTAL_SHARDS=2",
                                      "GTEST_SHARD_INDEX=1",
                                      "GRPC_VERBOSITY=debug"};
  for (const std::string& word : workspace_.Command({"check", "1"})) command.push_back(word);
  const auto workbook = StartProgram(command);
  ASSERT_NE(workbook, nullptr);
  const Outcome outcome = LearnerWorkspace::WaitFor(*workbook);
  EXPECT_THAT(outcome.out, Contains(HasSubstr("3 of 3 behaviours passed")));
  EXPECT_EQ(outcome.exit, kDone);
}

TEST_F(WorkbookLessonsTest, ASolvedLessonLeadsToTheNextOne) {
  EXPECT_THAT(Run({"next"}).out, Contains("Lesson 01: A unary method"));
  EXPECT_EQ(Run({"solution", "1"}).exit, kNotSolved);
  workspace_.Solve();
  const Outcome check = Run({"check"});
  EXPECT_EQ(check.exit, kDone);
  EXPECT_THAT(check.out, AllOf(Contains("  pass  Add(20, 10) answers 30"),
                               Contains("Next: ./workbook start 02 (The same again).")));
  EXPECT_THAT(Run({"next"}).out, Contains("Lesson 02: The same again"));
  EXPECT_THAT(Run({"list"}).out,
              AllOf(Contains("First calls: 1 of 2 solved"), Contains(HasSubstr("solved  20")),
                    Contains(HasSubstr("-> 02  The same again"))));
  EXPECT_THAT(workspace_.Read("progress.txtpb"),
              AllOf(HasSubstr("unary_method"), HasSubstr("solved: \"20")));
  const Outcome solution = workspace_.Run({"solution", "1"});
  EXPECT_EQ(absl::StrJoin(solution.out, "\n") + "\n",
            workspace_.Read("lessons/unary_method/solution.cc"));
}

TEST_F(WorkbookLessonsTest, ASolutionOfAnUnsolvedLessonTakesSpoil) {
  const Outcome refused = Run({"solution", "2"});
  EXPECT_EQ(refused.exit, kNotSolved);
  EXPECT_THAT(refused.out, IsEmpty());
  EXPECT_THAT(refused.err, ElementsAre(HasSubstr("not solved yet")));
  EXPECT_EQ(workspace_.Run({"solution", "2", "--spoil"}).exit, kDone);
}

TEST_F(WorkbookLessonsTest, HintShowsOneMoreBelowTheEarlierOnes) {
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

TEST_F(WorkbookLessonsTest, ResetRestoresTheStarterAndKeepsTheLearnersVersion) {
  const std::string starter = workspace_.Read(LearnerWorkspace::kExercise);
  workspace_.Write(LearnerWorkspace::kExercise, "mine");
  const Outcome outcome = Run({"reset", "1"});
  EXPECT_EQ(outcome.exit, kDone);
  EXPECT_THAT(outcome.out, Contains(HasSubstr("exercise.cc.backup-1")));
  EXPECT_EQ(workspace_.Read(LearnerWorkspace::kExercise), starter);
  EXPECT_EQ(workspace_.Read("lessons/unary_method/exercise.cc.backup-1"), "mine");
}

TEST_F(WorkbookLessonsTest, AnExerciseThatIsMissingBeginsAsTheStarter) {
  for (const char* command : {"start", "check", "reset"}) {
    std::filesystem::remove(workspace_ / LearnerWorkspace::kExercise);
    EXPECT_THAT(Run({command, "1"}).err, IsEmpty());
    EXPECT_EQ(workspace_.Read(LearnerWorkspace::kExercise),
              workspace_.Read("lessons/unary_method/starter.cc"));
  }
}

TEST_F(WorkbookLessonsTest, ResetTakesNoTextOfTheLearnersForTheStarter) {
  // All that a learner keeps of their work, in one commit: in git's history it looks like a lesson
  // author's.
  const std::string starter = workspace_.Read(LearnerWorkspace::kExercise);
  workspace_.Write(LearnerWorkspace::kExercise, "// TODO: mine\n");
  workspace_.Write("lessons/unary_method/hints.md", "## Hint\n\nMine.\n");
  const std::string git = "git -C " + workspace_ / "" + " -c user.name=t -c user.email=t@t ";
  for (const char* command : {"init", "add lessons", "commit -m mine"}) {
    ASSERT_EQ(std::system((git + command + " >/dev/null 2>&1").c_str()), 0);
  }
  EXPECT_EQ(Run({"reset", "1"}).exit, kDone);
  EXPECT_EQ(workspace_.Read(LearnerWorkspace::kExercise), starter);
}

TEST_F(WorkbookLessonsTest, ResetReportsAStarterThatIsMissingAndChangesNothing) {
  std::filesystem::remove(workspace_ / "lessons/unary_method/starter.cc");
  workspace_.Write(LearnerWorkspace::kExercise, "mine");
  const Outcome outcome = Run({"reset", "1"});
  EXPECT_EQ(outcome.exit, kNotSolved);
  EXPECT_THAT(outcome.err, ElementsAre(HasSubstr("starter.cc: No such file or directory")));
  EXPECT_EQ(workspace_.Read(LearnerWorkspace::kExercise), "mine");
}

TEST_F(WorkbookLessonsTest, ADamagedProgressFileIsRenamedAndNothingElseIsLost) {
  workspace_.Write("progress.txtpb", "lessons { name: \"unary_method\" solved: \"20");
  const std::string exercise = workspace_.Read(LearnerWorkspace::kExercise);
  const Outcome outcome = Run({"start"});
  EXPECT_EQ(outcome.exit, kDone);
  EXPECT_THAT(outcome.err, ElementsAre(AllOf(HasSubstr("cannot be read"),
                                             HasSubstr("progress.txtpb.damaged-1"))));
  EXPECT_THAT(workspace_.Read("progress.txtpb.damaged-1"), HasSubstr("solved"));
  EXPECT_THAT(workspace_.Read("progress.txtpb"), HasSubstr("started"));
  EXPECT_EQ(workspace_.Read(LearnerWorkspace::kExercise), exercise);
  EXPECT_THAT(Run({"start"}).err, IsEmpty());
}

TEST_F(WorkbookLessonsTest, ACheckReportsItsVerdictsWhenProgressCannotBeSaved) {
  std::filesystem::create_directories(workspace_ / "progress.txtpb.draft/in the way");
  workspace_.Solve();
  const Outcome outcome = Run({"check", "1"});
  EXPECT_EQ(outcome.exit, kDone);
  EXPECT_THAT(outcome.out, Contains(HasSubstr("3 of 3 behaviours passed")));
  EXPECT_THAT(outcome.err, ElementsAre(HasSubstr("Progress is not saved: progress.txtpb: ")));
  const Outcome hint = Run({"hint", "1"});
  EXPECT_THAT(hint.out, Contains("Lesson 01, hint 1 of 3"));
  EXPECT_EQ(hint.out.back(), "All hints: lessons/unary_method/hints.md.");
}

TEST_F(WorkbookLessonsTest, AReadOnlyWorkspaceIsListedAndReportsWhyItDoesNotBuild) {
  if (RunProgram({"/usr/bin/unshare", "-m", "true"}).exit != kDone) {
    GTEST_SKIP() << "a read-only mount takes root";
  }
  workspace_.Write("build/.lock", "");  // as ./workbook leaves it
  const auto read_only = [&](const std::string& command) {
    const std::string root = workspace_ / "";
    return RunProgram({"/usr/bin/unshare", "-m", "sh", "-c",
                       "mount --bind " + root + " " + root + " && mount -o remount,bind,ro " +
                           root + " && exec " + root + "build/bin/workbook " + command});
  };
  const Outcome list = read_only("list");
  EXPECT_EQ(list.exit, kDone);
  EXPECT_THAT(list.out, Contains("Next: ./workbook start 01."));
  EXPECT_THAT(list.err, IsEmpty());

  const Outcome check = read_only("check 1");
  EXPECT_EQ(check.exit, kNotSolved);
  EXPECT_THAT(check.err, ElementsAre(AllOf(HasSubstr("Progress is not saved: "),
                                           HasSubstr("Read-only file system"))));
  EXPECT_THAT(check.out, Contains("  FAIL  The exercise cannot be built:"));
  EXPECT_THAT(check.out, Contains(HasSubstr("Read-only file system")));
  EXPECT_THAT(check.out, Each(AllOf(FitsATerminal(), Not(HasSubstr("Entering")))));
  EXPECT_THAT(check.out, SizeIs(::testing::Le(12U)));
}

TEST_F(WorkbookLessonsTest, ACompilerErrorIsShownWithItsLineAlone) {
  workspace_.ImplementAdd("replay->set_n1(request->n1() + request->n2());");
  const Outcome outcome = Run({"check", "1"});
  EXPECT_EQ(outcome.exit, kNotSolved);
  EXPECT_THAT(absl::StrJoin(outcome.out, "\n"),
              HasSubstr("  lessons/unary_method/exercise.cc:11:\n"
                        "  'replay' was not declared in this scope"));
  EXPECT_THAT(outcome.out, Contains("    replay->set_n1(request->n1() + request->n2());"));
  EXPECT_THAT(outcome.out, SizeIs(::testing::Le(12U)));
}

TEST_F(WorkbookLessonsTest, AnExerciseThatHangsGetsAVerdictAndLeavesNoProcess) {
  workspace_.ImplementAdd("for (volatile int i = 1; i != 0;) {}");
  const Outcome outcome = Run({"check", "1", "--timeout=2"});
  EXPECT_EQ(outcome.exit, kNotSolved);
  EXPECT_THAT(
      absl::StrJoin(outcome.out, "\n"),
      AllOf(HasSubstr("  FAIL  Add(20, 10) answers 30\n        actual:   nothing within 2 s\n"),
            HasSubstr("  ----  Add(-5, 3) answers -2\n")));
  EXPECT_THAT(workspace_.Processes(), IsEmpty());
}

TEST_F(WorkbookLessonsTest, AnExerciseThatCrashesGetsAVerdictOnEachBehaviour) {
  workspace_.ImplementAdd(
      "if (request->n1() == 20) std::abort();\n    reply->set_n1(request->n1() + request->n2());");
  const Outcome outcome = Run({"check", "1"});
  EXPECT_EQ(outcome.exit, kNotSolved);
  EXPECT_THAT(outcome.out, Contains("        actual:   the program ended early: ended by SIGABRT"));
  EXPECT_THAT(outcome.out, Contains(HasSubstr("2 of 3 behaviours passed")));
  EXPECT_THAT(workspace_.Processes(), IsEmpty());
}

TEST_F(WorkbookLessonsTest, CtrlCEndsABuildAtOnce) {
  const std::string pid = workspace_ / "pid";
  workspace_.CompileWith("echo $$ >" + pid + ".draft && mv " + pid + ".draft " + pid +
                         " && exec sleep 1000");
  const auto workbook = StartProgram(workspace_.Command({"check", "1"}));
  ASSERT_NE(workbook, nullptr);
  ASSERT_TRUE(Eventually([&] { return std::filesystem::exists(pid); }));
  pid_t compiler = 0;
  std::ifstream(pid) >> compiler;
  ASSERT_GT(compiler, 0);

  const auto start = steady_clock::now();
  workbook->Signal(SIGINT);
  const Outcome outcome = LearnerWorkspace::WaitFor(*workbook);
  // 0.2 s on an idle machine.
  EXPECT_LT(steady_clock::now() - start, std::chrono::seconds(10));
  EXPECT_EQ(outcome.exit, (base::Exit{130, 0}));
  EXPECT_EQ(outcome.out.back(), "Interrupted.");
  EXPECT_TRUE(Eventually([&] { return kill(compiler, 0) != 0 && errno == ESRCH; }));
}

TEST_F(WorkbookLessonsTest, CtrlCEndsACheck) {
  workspace_.ImplementAdd("for (volatile int i = 1; i != 0;) {}");
  const auto workbook = StartProgram(workspace_.Command({"check", "1", "--timeout=3000"}));
  ASSERT_NE(workbook, nullptr);
  const auto checks = Contains(HasSubstr("unary_method/exercise"));
  ASSERT_TRUE(Eventually([&] { return ::testing::Value(workspace_.Processes(), checks); }));
  workbook->Signal(SIGINT);
  EXPECT_EQ(LearnerWorkspace::WaitFor(*workbook).exit, (base::Exit{130, 0}));
  EXPECT_THAT(workspace_.Processes(), IsEmpty());
}

TEST_F(WorkbookLessonsTest, FailsWhenItsOutputCannotBeWritten) {
  for (const std::string arguments :
       {"list", "start 1", "hint 1", "solution 1 --spoil", "--help"}) {
    const Outcome outcome = RunProgram(
        {"/bin/sh", "-c", (workspace_ / "build/bin/workbook ") + arguments + " >/dev/full"});
    EXPECT_EQ(outcome.exit, (base::Exit{1, 0})) << arguments;
    EXPECT_THAT(outcome.err, ElementsAre("workbook: cannot write standard output: No space left "
                                         "on device"))
        << arguments;
  }
}

TEST_F(WorkbookLessonsTest, FindsItsWorkspaceThroughALink) {
  const ScratchFolder elsewhere;
  std::filesystem::create_symlink(workspace_ / "build/bin/workbook", elsewhere / "wb");
  const Outcome outcome = RunProgram({"/usr/bin/env", "-C", elsewhere.path(), "./wb", "list"});
  EXPECT_EQ(outcome.exit, kDone);
  EXPECT_THAT(outcome.out, Contains(HasSubstr("02  The same again")));
}

TEST_F(WorkbookLessonsTest, ExitsWith2OnWrongUsage) {
  for (const std::vector<std::string>& wrong : {std::vector<std::string>{"check", "99"},
                                                {"start", "x"},
                                                {"solution"},
                                                {"reset"},
                                                {"check", "--timeout=0"},
                                                {"hint", "1", "2"}}) {
    const Outcome outcome = workspace_.Run(wrong);
    EXPECT_EQ(outcome.exit, kUsage) << absl::StrJoin(wrong, " ");
    EXPECT_THAT(outcome.err, Not(IsEmpty()));
  }
}

}  // namespace
}  // namespace workbook::tests
