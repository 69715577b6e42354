// Checks an exercise; scripts take the place of the compiler and of the check program.
#include "lessons/runner/lesson_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <stop_token>
#include <string>
#include <thread>

#include "base/process.h"
#include "conformance/eventually.h"
#include "lessons/runner/background_check.h"
#include "tests/support/resident_memory.h"
#include "tests/support/scratch_folder.h"

namespace workbook::tests {
namespace {

using base::Process;
using lessons::runner::BackgroundCheck;
using lessons::runner::CheckLesson;
using lessons::runner::CheckOptions;
using lessons::runner::CheckResult;
using lessons::runner::Earlier;
using lessons::runner::Lesson;
using lessons::runner::Workspace;

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::Not;

// A check that passes A and then runs `script` for B and C. X is only printed: no behaviour.
std::string CheckThat(const std::string& script) {
  return R"(#!/bin/sh
mark() { printf '\036%s\n' "$1"; }
if [ "$1" = --list ]; then
  printf '\036A\tIt does A\ta(\n\036B\tIt does B\tb(\nX\tIt does X\tx(\n\036C\tIt does C\tc(\n'
  exit
fi
case $2 in
  A*) mark 'begin 0 A'; mark 'verdict 0 {"outcome":"OUTCOME_PASSED"}'; number=1 ;;
  *) number=0 ;;
esac
pass() { mark "begin $number $1"; mark "verdict $number {\"outcome\":\"OUTCOME_PASSED\"}"; number=$((number + 1)); }
)" + script;
}

class LessonCheckTest : public ::testing::Test {
 protected:
  LessonCheckTest() {
    std::filesystem::create_directories(lesson_.folder);
    std::filesystem::create_directories(workspace_.build);
  }

  // `command` makes the check program out of the exercise.
  void BuildWith(const std::string& command) {
    std::ofstream(workspace_.build / "build.ninja")
        << "rule make\n  command = " << command << "\nbuild bin/lessons/a/exercise: make "
        << lesson_.Exercise().string()
        << "\nbuild lesson_a_exercise: phony bin/lessons/a/exercise\n";
  }
  absl::StatusOr<CheckResult> CheckExercise(const std::string& exercise,
                                            CheckOptions options = {}) {
    BuildWith("install -D -m 755 $in $out");
    std::ofstream(lesson_.Exercise()) << exercise;
    return CheckLesson(workspace_, lesson_, stop_.get_token(), options);
  }

  ScratchFolder folder_;
  const Workspace workspace_{folder_.path(), folder_ / "build"};
  const Lesson lesson_{1, "a", "A", "Part", folder_ / "lessons/a"};
  std::stop_source stop_;
};

TEST_F(LessonCheckTest, IsSolvedWhenEveryBehaviourPasses) {
  const auto checked = CheckExercise(CheckThat("pass B; pass C"));
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_TRUE(checked->solved());
  ASSERT_EQ(checked->verdicts.size(), 3U);
  EXPECT_EQ(checked->verdicts[1].sentence(), "It does B");
  EXPECT_EQ(checked->verdicts[1].place(), "b(");
}

TEST_F(LessonCheckTest, ReportsWhatDoesNotCompile) {
  BuildWith("printf '%s:3:1: %s: no such thing' $in error; exit 1");
  std::ofstream(lesson_.Exercise()) << "";
  const auto checked = CheckLesson(workspace_, lesson_, stop_.get_token(), {});
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_FALSE(checked->built);
  EXPECT_FALSE(checked->solved());
  EXPECT_EQ(checked->error.place, "lessons/a/exercise.cc:3");
}

TEST_F(LessonCheckTest, GoesOnAfterACrash) {
  const auto checked = CheckExercise(
      CheckThat("case $2 in *B*) mark \"begin $number B\"; kill -SEGV $$;; esac; pass C"));
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_EQ(checked->passed(), 2);
  EXPECT_THAT(checked->verdicts[1].actual(), HasSubstr("ended by SIGSEGV"));
}

TEST_F(LessonCheckTest, SkipsTheRestAfterAHang) {
  CheckOptions options;
  options.timeout = milliseconds(300);
  const auto checked =
      CheckExercise(CheckThat("mark \"begin $number B\"; exec sleep 1000"), options);
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_EQ(checked->passed(), 1);
  EXPECT_EQ(checked->verdicts[1].actual(), "nothing within 0.3 s");
  EXPECT_EQ(checked->verdicts[2].outcome(), judge::v1::OUTCOME_SKIPPED);
  EXPECT_EQ(checked->verdicts[2].sentence(), "It does C");
}

TEST_F(LessonCheckTest, KeepsNoOutputOfAnExercise) {
  ForgetPeakMemory(getpid());
  const size_t before = ResidentMemory(getpid());
  // Five million lines.
  const auto checked = CheckExercise(CheckThat("yes printed | head -c 40000000; pass B; pass C"));
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_TRUE(checked->solved());
  EXPECT_LT(PeakMemory(getpid()), before + (size_t{50} << 20U));
}

TEST_F(LessonCheckTest, ReportsAProgramThatCannotStart) {
  const auto checked = CheckExercise("#!/bin/sh\nkill -ABRT $$\n");
  EXPECT_THAT(std::string(checked.status().message()), HasSubstr("ended by SIGABRT"));
}

TEST_F(LessonCheckTest, StartsNoProgramForEachOfAThousandBehaviours) {
  const auto checked = CheckExercise(
      "#!/bin/sh\nseq 1000 | while read i; do printf '\\036A%s\\tb\\tc\\n' $i; done\n");
  EXPECT_THAT(std::string(checked.status().message()), HasSubstr("names 1000 behaviours"));
}

// Expects that the process whose id is in `file` has ended.
void ExpectGone(const std::string& file) {
  pid_t pid = 0;
  std::ifstream(file) >> pid;
  ASSERT_GT(pid, 0);
  EXPECT_TRUE(conformance::Eventually([&] { return kill(pid, 0) != 0 && errno == ESRCH; }));
}

TEST_F(LessonCheckTest, EndsTheCompilerWhenInterrupted) {
  const std::string pid = folder_ / "pid";
  BuildWith("echo $$$$ >" + pid + ".draft && mv " + pid + ".draft " + pid + " && exec sleep 1000");
  std::ofstream(lesson_.Exercise()) << "";
  const std::jthread interrupter([&] {
    EXPECT_TRUE(conformance::Eventually([&] { return std::filesystem::exists(pid); }));
    stop_.request_stop();
  });
  EXPECT_TRUE(absl::IsCancelled(CheckLesson(workspace_, lesson_, stop_.get_token(), {}).status()));
  ExpectGone(pid);
}

TEST_F(LessonCheckTest, EndsTheExerciseWhenInterrupted) {
  const std::string pid = folder_ / "pid";
  const std::jthread interrupter([&] {
    EXPECT_TRUE(conformance::Eventually([&] { return std::filesystem::exists(pid); }));
    stop_.request_stop();
  });
  const auto checked =
      CheckExercise(CheckThat("mark \"begin $number B\"; echo $$ >" + pid + ".draft; mv " + pid +
                              ".draft " + pid + "; exec sleep 1000"),
                    {.timeout = std::chrono::minutes(10)});
  EXPECT_TRUE(absl::IsCancelled(checked.status()));
  ExpectGone(pid);
}

TEST_F(LessonCheckTest, WaitsForAnotherBuildOfTheSameFolder) {
  const std::string held = folder_ / "held";
  const auto other = Process::Start({{"flock", "--no-fork", workspace_.build / ".lock", "sh", "-c",
                                      "echo held; exec sleep 1000"}});
  ASSERT_TRUE(other.ok()) << other.status();
  ASSERT_TRUE(
      (*other)->WaitForLine(Process::Stream::kStdout, "held", std::chrono::minutes(1)).ok());
  BuildWith("touch " + held + " && install -D -m 755 $in $out");
  const std::jthread finisher([&] {
    // Long enough to catch a build that does not wait; one that waits cannot fail here.
    std::this_thread::sleep_for(milliseconds(100));
    EXPECT_FALSE(std::filesystem::exists(held));
    (*other)->Kill();
  });
  std::ofstream(lesson_.Exercise()) << CheckThat("pass B; pass C");
  const auto checked = CheckLesson(workspace_, lesson_, stop_.get_token(), {});
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_TRUE(checked->solved());
}

// The lesson a, which builds on the lesson before: of that, "compiles" and "broken" are code.
class LessonThatBuildsOnAnotherTest : public LessonCheckTest {
 protected:
  LessonThatBuildsOnAnotherTest() {
    std::filesystem::create_directories(before_.folder);
    WriteCode(before_.folder / "solution.cc", "compiles");
    WriteCode(before_.Exercise(), "compiles");
    std::ofstream(lesson_.Exercise()) << CheckThat("pass B; pass C");
    const std::string own = (workspace_.build / "lessons/a/own.cc").string();
    std::ofstream(workspace_.build / "compile")
        << "code=$(sed -n 's/#include \"\\(.*\\)\"/\\1/p' " << own << ")\n"
        << "for file in $code $1; do if grep -q broken $file; then\n"
        << "  echo \"$file:1:1: error: it is broken\"; exit 1; fi; done\n"
        << "echo $code >>" << Compiled() << "\ninstall -D -m 755 $1 $2\n";
    std::ofstream(workspace_.build / "build.ninja")
        << "rule make\n  command = sh compile " << lesson_.Exercise().string()
        << " $out\nbuild bin/lessons/a/exercise: make " << lesson_.Exercise().string() << " " << own
        << " | " << before_.Exercise().string()
        << "\nbuild lesson_a_exercise: phony bin/lessons/a/exercise\n";
  }

  static void WriteCode(const std::filesystem::path& path, const std::string& code) {
    std::ofstream(path) << code;
  }
  std::string Compiled() const { return folder_ / "compiled"; }
  // "exercise.cc solution.cc": whose code was compiled, one after the other.
  std::string CompiledCode() const {
    std::string names;
    std::ifstream file(Compiled());
    for (std::string line; std::getline(file, line);) {
      names += (names.empty() ? "" : " ") + std::filesystem::path(line).filename().string();
    }
    return names;
  }
  CheckResult Check(bool solved) {
    CheckOptions options;
    options.earlier = Earlier{before_, solved};
    const auto checked = CheckLesson(workspace_, lesson_, stop_.get_token(), options);
    EXPECT_TRUE(checked.ok()) << checked.status();
    return checked.value_or(CheckResult());
  }

  const Lesson before_{1, "before", "Before", "Part", folder_ / "lessons/before"};
};

TEST_F(LessonThatBuildsOnAnotherTest, HasTheLearnersOwnCodeOnceThatIsSolved) {
  const CheckResult checked = Check(/*solved=*/true);
  EXPECT_TRUE(checked.solved());
  EXPECT_EQ(checked.whose_code, "Your own before took part: lessons/before/exercise.cc.");
  EXPECT_EQ(CompiledCode(), "exercise.cc");
  Check(/*solved=*/true);
  EXPECT_EQ(CompiledCode(), "exercise.cc") << "compiled again, though nothing has changed";
}

TEST_F(LessonThatBuildsOnAnotherTest, HasTheSolutionUntilThen) {
  EXPECT_EQ(Check(/*solved=*/false).whose_code,
            "Your own before is not solved yet; the workbook's stands in.");
  std::filesystem::remove(before_.Exercise());
  Check(/*solved=*/false);
  EXPECT_EQ(Check(/*solved=*/true).whose_code,
            "Your own before is missing; the workbook's stands in.");
  EXPECT_THAT(CompiledCode(), Not(HasSubstr("exercise.cc")));
}

TEST_F(LessonThatBuildsOnAnotherTest, HasTheSolutionWhileTheLearnersOwnCodeIsBroken) {
  Check(/*solved=*/true);
  WriteCode(before_.Exercise(), "broken");
  const CheckResult checked = Check(/*solved=*/true);
  EXPECT_TRUE(checked.solved());
  EXPECT_EQ(checked.whose_code,
            "Your own before cannot be built any more; the workbook's stands in.");
  WriteCode(before_.Exercise(), "compiles");
  EXPECT_EQ(Check(/*solved=*/true).whose_code,
            "Your own before took part: lessons/before/exercise.cc.");
  EXPECT_EQ(CompiledCode(), "exercise.cc solution.cc exercise.cc");
}

TEST_F(LessonThatBuildsOnAnotherTest, ReportsTheErrorsOfItsExerciseAsItsOwn) {
  WriteCode(lesson_.Exercise(), "broken");
  const CheckResult checked = Check(/*solved=*/true);
  EXPECT_FALSE(checked.built);
  EXPECT_EQ(checked.error.place, "lessons/a/exercise.cc:1");
  WriteCode(before_.Exercise(), "broken");
  EXPECT_EQ(Check(/*solved=*/true).error.place, "lessons/a/exercise.cc:1");
}

bool BecomesReadable(int fd) {
  pollfd event = {fd, POLLIN, 0};
  return poll(&event, 1, 60'000) == 1;
}

TEST_F(LessonCheckTest, InTheBackgroundReplacesTheRunningOne) {
  const std::string again = folder_ / "again";
  BuildWith("install -D -m 755 $in $out");
  std::ofstream(lesson_.Exercise())
      << CheckThat("test ! -e " + again + " || exec sleep 1000; pass B; pass C");
  BackgroundCheck check(workspace_);
  EXPECT_FALSE(check.TakeResult().has_value());
  check.Start(lesson_);
  ASSERT_TRUE(BecomesReadable(check.result_fd()));
  std::ofstream(again) << "";
  check.Start(lesson_);
  EXPECT_FALSE(
      check.TakeResult()
          .has_value());  // returns at once; that check sleeps until its ten seconds are over
  std::filesystem::remove(again);
  check.Start(lesson_);
  ASSERT_TRUE(BecomesReadable(check.result_fd()));
  const auto checked = check.TakeResult();
  ASSERT_TRUE(checked.has_value() && checked->ok());
  EXPECT_TRUE((*checked)->solved());
  EXPECT_FALSE(check.TakeResult().has_value());
}

TEST_F(LessonCheckTest, InTheBackgroundReportsTheStepOfTheBuildAndHowLongItTakes) {
  std::ofstream(workspace_.build / "build.ninja") << R"(
rule touch
  command = touch $out
rule hang
  command = exec sleep 1000
build first: touch
build lesson_a_exercise: hang first
)";
  std::ofstream(lesson_.Exercise()) << "";
  BackgroundCheck check(workspace_);
  check.Start(lesson_);
  std::set<std::string> steps;  // the last step lasts: only the time changes
  while (steps.size() < 3) {
    ASSERT_TRUE(BecomesReadable(check.step_fd()));
    const std::string step = check.LastStep();
    if (step.starts_with("building: 1 of 2, ")) steps.insert(step);
  }
  check.Stop();
  EXPECT_FALSE(check.TakeResult().has_value());
}

TEST_F(LessonCheckTest, StartsNothingOnceInterrupted) {
  stop_.request_stop();
  EXPECT_TRUE(absl::IsCancelled(CheckExercise(CheckThat("pass B; pass C")).status()));
}

}  // namespace
}  // namespace workbook::tests
