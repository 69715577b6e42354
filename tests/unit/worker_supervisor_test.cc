// The judge gets a verdict on each behaviour, whatever happens to the worker. Here scripts are the
// workers: $1 is --worker, $2 the names without a verdict.
#include "conformance/runner/worker_supervisor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>

namespace workbook::tests {
namespace {

using conformance::runner::WorkerSupervisor;

using std::chrono::milliseconds;
using ::testing::HasSubstr;

constexpr milliseconds kLong = std::chrono::seconds(40);

constexpr char kPrint[] = R"(print() { printf '\036%s\n' "$1"; }
)";

WorkerSupervisor Supervise(const std::string& script, milliseconds timeout = kLong) {
  return WorkerSupervisor({"sh", "-c", kPrint + script, "sh"}, {"A", "B", "C"}, timeout);
}

TEST(WorkerSupervisorTest, ReadsVerdictsInAnyOrder) {
  WorkerSupervisor supervisor = Supervise(R"(
      print 'begin 0 C'; print 'verdict 0 {"outcome":"OUTCOME_FAILED","actual":"7"}'
      print 'begin 1 B'; print 'verdict 1 {"outcome":"OUTCOME_SKIPPED"}'
      print 'begin 2 A'; print 'verdict 2 {"outcome":"OUTCOME_PASSED"}')");
  EXPECT_EQ(supervisor.VerdictOn("A").outcome(), judge::v1::OUTCOME_PASSED);
  EXPECT_EQ(supervisor.VerdictOn("B").outcome(), judge::v1::OUTCOME_SKIPPED);
  EXPECT_EQ(supervisor.VerdictOn("C").actual(), "7");
}

TEST(WorkerSupervisorTest, EndsABehaviourThatHangsAndGoesOnWithTheOthers) {
  WorkerSupervisor supervisor = Supervise(R"(
      case $2 in
        A:B:C) print 'begin 0 A'; sleep 1000 ;;
        *) print 'begin 0 B'; print 'verdict 0 {"outcome":"OUTCOME_PASSED"}'
           print 'begin 1 C'; print 'verdict 1 {"outcome":"OUTCOME_PASSED"}' ;;
      esac)",
                                          milliseconds(300));
  const judge::v1::Verdict hung = supervisor.VerdictOn("A");
  EXPECT_EQ(hung.outcome(), judge::v1::OUTCOME_FAILED);
  EXPECT_EQ(hung.actual(), "nothing within 0.3 s");
  EXPECT_GE(hung.seconds(), 0.3);
  EXPECT_EQ(supervisor.VerdictOn("B").outcome(), judge::v1::OUTCOME_PASSED);
  EXPECT_EQ(supervisor.VerdictOn("C").outcome(), judge::v1::OUTCOME_PASSED);
}

TEST(WorkerSupervisorTest, FailsTheBehaviourInWhichTheWorkerDied) {
  WorkerSupervisor supervisor = Supervise(R"(
      case $2 in
        A:B:C) print 'begin 0 A'; print 'verdict 0 {"outcome":"OUTCOME_PASSED"}'
               print 'begin 1 B'; kill -SEGV $$ ;;
        C) print 'begin 0 C'; print 'verdict 0 {"outcome":"OUTCOME_PASSED"}' ;;
      esac)");
  EXPECT_EQ(supervisor.VerdictOn("A").outcome(), judge::v1::OUTCOME_PASSED);
  const judge::v1::Verdict dead = supervisor.VerdictOn("B");
  EXPECT_EQ(dead.outcome(), judge::v1::OUTCOME_FAILED);
  EXPECT_THAT(dead.actual(), HasSubstr("SIGSEGV"));
  EXPECT_EQ(supervisor.VerdictOn("C").outcome(), judge::v1::OUTCOME_PASSED);
}

TEST(WorkerSupervisorTest, RejectsALineThatIsNoVerdict) {
  WorkerSupervisor supervisor = Supervise("print 'begin 0 A'; print 'verdict 0 {{{'");
  EXPECT_EQ(supervisor.VerdictOn("A").outcome(), judge::v1::OUTCOME_FAILED);
}

TEST(WorkerSupervisorTest, RejectsAServersTextThatLooksLikeAVerdict) {
  WorkerSupervisor supervisor = Supervise(R"(
      print 'begin 0 A'; echo 'verdict 0 {"outcome":"OUTCOME_PASSED"}'
      print 'verdict 0 {"outcome":"OUTCOME_FAILED","actual":"verdict 1 {"}'; echo 'begin 1 C'
      print 'begin 1 B'; print 'verdict 1 {"outcome":"OUTCOME_PASSED","actual":"begin 2 x"}'
      print 'begin 2 C'; print 'verdict 2 {"outcome":"OUTCOME_PASSED"}')");
  EXPECT_EQ(supervisor.VerdictOn("A").actual(), "verdict 1 {");
  EXPECT_EQ(supervisor.VerdictOn("B").actual(), "begin 2 x");
  EXPECT_EQ(supervisor.VerdictOn("C").outcome(), judge::v1::OUTCOME_PASSED);
}

TEST(WorkerSupervisorTest, HasAVerdictWhenTheWorkerPrintsNothing) {
  WorkerSupervisor supervisor = Supervise("exit 5");
  for (const char* name : {"A", "B", "C"}) {
    EXPECT_THAT(supervisor.VerdictOn(name).actual(), HasSubstr("exit status 5"));
  }
}

TEST(WorkerSupervisorTest, StartsAtMostOneWorkerForEachName) {
  WorkerSupervisor supervisor = Supervise("print \"begin 0 $2!\"; exec sleep 1000");
  EXPECT_THAT(supervisor.VerdictOn("A").actual(),
              HasSubstr("it began A:B:C!, which the judge did not ask for"));
  EXPECT_THAT(supervisor.VerdictOn("B").actual(),
              HasSubstr("it began B:C!, which the judge did not ask for"));
  EXPECT_THAT(supervisor.VerdictOn("C").actual(),
              HasSubstr("it began C!, which the judge did not ask for"));
}

TEST(WorkerSupervisorTest, HasAVerdictWhenTheWorkerCannotBeStarted) {
  WorkerSupervisor supervisor({"/there/is/no/such/program"}, {"A"}, kLong);
  EXPECT_EQ(supervisor.VerdictOn("A").outcome(), judge::v1::OUTCOME_FAILED);
}

TEST(WorkerSupervisorTest, FailsTheRestOnceInterrupted) {
  WorkerSupervisor supervisor = Supervise("print 'begin 0 A'; exec sleep 1000");
  std::jthread interrupter(
      [&supervisor] { supervisor.Interrupt(); });  // before it began, or while it waits
  for (const char* name : {"A", "B", "C"}) {
    EXPECT_EQ(supervisor.VerdictOn(name).outcome(), judge::v1::OUTCOME_FAILED) << name;
  }
}

}  // namespace
}  // namespace workbook::tests
