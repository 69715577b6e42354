// The check of an exercise, with scripts in place of a compiler and of a check program.
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
#include <string>
#include <thread>

#include "lessons/runner/background_check.h"
#include "lessons/runner/process.h"
#include "support/eventually.h"
#include "support/resident_memory.h"
#include "support/scratch_folder.h"

namespace workbook::runner {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

// Passes A, and does as it is told for B and C. X is nothing but printed.
std::string CheckThat(const std::string& does) {
  return R"(#!/bin/sh
say() { printf '\036%s\n' "$1"; }
if [ "$1" = --list ]; then
  printf '\036A\tIt does A\ta(\n\036B\tIt does B\tb(\nX\tIt does X\tx(\n\036C\tIt does C\tc(\n'
  exit
fi
case $2 in
  A*) say 'begin 0 A'; say 'verdict 0 {"outcome":"OUTCOME_PASSED"}'; number=1 ;;
  *) number=0 ;;
esac
pass() { say "begin $number $1"; say "verdict $number {\"outcome\":\"OUTCOME_PASSED\"}"; number=$((number + 1)); }
)" + does;
}

class LessonCheckTest : public ::testing::Test {
 protected:
  LessonCheckTest() {
    std::filesystem::create_directories(lesson_.folder);
    std::filesystem::create_directories(tree_.build);
  }

  // `command` makes the check program out of the exercise.
  void BuildWith(const std::string& command) {
    std::ofstream(tree_.build / "build.ninja")
        << "rule make\n  command = " << command << "\nbuild bin/lessons/01_a/exercise: make "
        << lesson_.Exercise().string()
        << "\nbuild lesson_01_exercise: phony bin/lessons/01_a/exercise\n";
  }
  absl::StatusOr<Checked> CheckExercise(const std::string& exercise, CheckOptions options = {}) {
    BuildWith("install -D -m 755 $in $out");
    std::ofstream(lesson_.Exercise()) << exercise;
    return CheckLesson(tree_, lesson_, interruption_, options);
  }

  testing::ScratchFolder folder_;
  const Tree tree_{folder_.path(), folder_ / "build"};
  const Lesson lesson_{1, "01_a", "a", folder_ / "lessons/01_a"};
  Interruption interruption_;
};

TEST_F(LessonCheckTest, IsSolvedWhenEveryBehaviourHolds) {
  const auto checked = CheckExercise(CheckThat("pass B; pass C"));
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_TRUE(checked->solved());
  ASSERT_EQ(checked->verdicts.size(), 3U);
  EXPECT_EQ(checked->verdicts[1].sentence(), "It does B");
  EXPECT_EQ(checked->verdicts[1].place(), "b(");
}

TEST_F(LessonCheckTest, SaysWhatDoesNotCompile) {
  BuildWith("printf '%s:3:1: %s: no such thing' $in error; exit 1");
  std::ofstream(lesson_.Exercise()) << "";
  const auto checked = CheckLesson(tree_, lesson_, interruption_, {});
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_FALSE(checked->built);
  EXPECT_FALSE(checked->solved());
  EXPECT_EQ(checked->error.place, "lessons/01_a/exercise.cc:3");
}

TEST_F(LessonCheckTest, GoesOnAfterACrash) {
  const auto checked = CheckExercise(
      CheckThat("case $2 in *B*) say \"begin $number B\"; kill -SEGV $$;; esac; pass C"));
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_EQ(checked->passed(), 2);
  EXPECT_THAT(checked->verdicts[1].came(), HasSubstr("ended by SIGSEGV"));
}

TEST_F(LessonCheckTest, SkipsTheRestAfterAHang) {
  CheckOptions options;
  options.timeout = milliseconds(300);
  const auto checked =
      CheckExercise(CheckThat("say \"begin $number B\"; exec sleep 1000"), options);
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_EQ(checked->passed(), 1);
  EXPECT_EQ(checked->verdicts[1].came(), "nothing within 0.3 s");
  EXPECT_EQ(checked->verdicts[2].outcome(), judge::v1::OUTCOME_SKIPPED);
  EXPECT_EQ(checked->verdicts[2].sentence(), "It does C");
}

TEST_F(LessonCheckTest, KeepsNothingOfWhatAnExercisePrints) {
  testing::ForgetPeakMemory(getpid());
  const size_t before = testing::ResidentMemory(getpid());
  // Five million lines.
  const auto checked = CheckExercise(CheckThat("yes printed | head -c 40000000; pass B; pass C"));
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_TRUE(checked->solved());
  EXPECT_LT(testing::PeakMemory(getpid()), before + (size_t{50} << 20U));
}

TEST_F(LessonCheckTest, SaysThatAProgramCannotEvenStart) {
  const auto checked = CheckExercise("#!/bin/sh\nkill -ABRT $$\n");
  EXPECT_THAT(std::string(checked.status().message()), HasSubstr("ended by SIGABRT"));
}

TEST_F(LessonCheckTest, StartsNoProgramForEachOfAThousandBehaviours) {
  const auto checked = CheckExercise(
      "#!/bin/sh\nseq 1000 | while read i; do printf '\\036A%s\\tb\\tc\\n' $i; done\n");
  EXPECT_THAT(std::string(checked.status().message()), HasSubstr("names 1000 behaviours"));
}

// The process whose number stands in `file` is no more.
void ExpectGone(const std::string& file) {
  pid_t pid = 0;
  std::ifstream(file) >> pid;
  ASSERT_GT(pid, 0);
  EXPECT_TRUE(testing::Eventually([&] { return kill(pid, 0) != 0 && errno == ESRCH; }));
}

TEST_F(LessonCheckTest, EndsTheCompilerWhenInterrupted) {
  const std::string pid = folder_ / "pid";
  BuildWith("echo $$$$ >" + pid + ".draft && mv " + pid + ".draft " + pid + " && exec sleep 1000");
  std::ofstream(lesson_.Exercise()) << "";
  std::thread interrupter([&] {
    EXPECT_TRUE(testing::Eventually([&] { return std::filesystem::exists(pid); }));
    interruption_.Raise();
  });
  EXPECT_TRUE(absl::IsCancelled(CheckLesson(tree_, lesson_, interruption_, {}).status()));
  interrupter.join();
  ExpectGone(pid);
}

TEST_F(LessonCheckTest, EndsTheExerciseWhenInterrupted) {
  const std::string pid = folder_ / "pid";
  std::thread interrupter([&] {
    EXPECT_TRUE(testing::Eventually([&] { return std::filesystem::exists(pid); }));
    interruption_.Raise();
  });
  const auto checked =
      CheckExercise(CheckThat("say \"begin $number B\"; echo $$ >" + pid + ".draft; mv " + pid +
                              ".draft " + pid + "; exec sleep 1000"),
                    {.timeout = std::chrono::minutes(10)});
  EXPECT_TRUE(absl::IsCancelled(checked.status()));
  interrupter.join();
  ExpectGone(pid);
}

TEST_F(LessonCheckTest, WaitsForAnotherBuildOfTheSameFolder) {
  const std::string held = folder_ / "held";
  const auto other = Process::Start(
      {{"flock", "--no-fork", tree_.build / ".lock", "sh", "-c", "echo held; exec sleep 1000"}});
  ASSERT_TRUE(other.ok()) << other.status();
  ASSERT_TRUE(
      (*other)->WaitForLine(Process::Stream::kStdout, "held", std::chrono::minutes(1)).ok());
  BuildWith("touch " + held + " && install -D -m 755 $in $out");
  std::thread finisher([&] {
    // Long enough for a build that does not wait to be seen; a healthy one cannot fail here.
    std::this_thread::sleep_for(milliseconds(100));
    EXPECT_FALSE(std::filesystem::exists(held));
    (*other)->Kill();
  });
  std::ofstream(lesson_.Exercise()) << CheckThat("pass B; pass C");
  const auto checked = CheckLesson(tree_, lesson_, interruption_, {});
  finisher.join();
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_TRUE(checked->solved());
}

// Until `fd` can be read.
bool IsRung(int fd) {
  pollfd event = {fd, POLLIN, 0};
  return poll(&event, 1, 60'000) == 1;
}

TEST_F(LessonCheckTest, InTheBackgroundIsNotWaitedForInThePlaceOfTheOneBefore) {
  const std::string again = folder_ / "again";
  BuildWith("install -D -m 755 $in $out");
  std::ofstream(lesson_.Exercise())
      << CheckThat("test ! -e " + again + " || exec sleep 1000; pass B; pass C");
  BackgroundCheck check(tree_);
  EXPECT_FALSE(check.Take().has_value());
  check.Begin(lesson_);
  ASSERT_TRUE(IsRung(check.fd()));
  std::ofstream(again) << "";
  check.Begin(lesson_);
  EXPECT_FALSE(check.Take().has_value());  // at once: that one goes on for ten seconds
  std::filesystem::remove(again);
  check.Begin(lesson_);
  ASSERT_TRUE(IsRung(check.fd()));
  const auto checked = check.Take();
  ASSERT_TRUE(checked.has_value() && checked->ok());
  EXPECT_TRUE((*checked)->solved());
  EXPECT_FALSE(check.Take().has_value());
}

TEST_F(LessonCheckTest, InTheBackgroundSaysHowFarTheBuildIs) {
  std::ofstream(tree_.build / "build.ninja") << R"(
rule touch
  command = touch $out
rule hang
  command = exec sleep 1000
build first: touch
build lesson_01_exercise: hang first
)";
  std::ofstream(lesson_.Exercise()) << "";
  BackgroundCheck check(tree_);
  check.Begin(lesson_);
  ASSERT_TRUE(IsRung(check.step_fd()));
  EXPECT_EQ(check.Step(), "[1/2] touch first");
  check.Stop();
  EXPECT_FALSE(check.Take().has_value());
}

TEST_F(LessonCheckTest, StartsNothingOnceInterrupted) {
  interruption_.Raise();
  EXPECT_TRUE(absl::IsCancelled(CheckExercise(CheckThat("pass B; pass C")).status()));
}

}  // namespace
}  // namespace workbook::runner
