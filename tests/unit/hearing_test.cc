// The judge hears a verdict on everything it asks for, whatever becomes of the witness. Scripts
// stand for it here: the names that are left come as $1.
#include "lessons/runner/hearing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>

namespace workbook::judge {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

constexpr milliseconds kLong = std::chrono::seconds(40);

constexpr char kSay[] = R"(say() { printf '\036%s\n' "$1"; }
)";

Hearing Listen(const std::string& script, milliseconds timeout = kLong) {
  return Hearing({"sh", "-c", kSay + script, "sh"}, {"A", "B", "C"}, timeout);
}

TEST(HearingTest, HearsVerdictsInAnyOrder) {
  Hearing hearing = Listen(R"(
      say 'begin 0 C'; say 'verdict 0 {"outcome":"OUTCOME_FAILED","came":"7"}'
      say 'begin 1 B'; say 'verdict 1 {"outcome":"OUTCOME_SKIPPED"}'
      say 'begin 2 A'; say 'verdict 2 {"outcome":"OUTCOME_PASSED"}')");
  EXPECT_EQ(hearing.Hear("A").outcome(), v1::OUTCOME_PASSED);
  EXPECT_EQ(hearing.Hear("B").outcome(), v1::OUTCOME_SKIPPED);
  EXPECT_EQ(hearing.Hear("C").came(), "7");
}

TEST(HearingTest, EndsABehaviourThatHangsAndGoesOnWithTheOthers) {
  Hearing hearing = Listen(R"(
      case $1 in
        A:B:C) say 'begin 0 A'; sleep 1000 ;;
        *) say 'begin 0 B'; say 'verdict 0 {"outcome":"OUTCOME_PASSED"}'
           say 'begin 1 C'; say 'verdict 1 {"outcome":"OUTCOME_PASSED"}' ;;
      esac)",
                           milliseconds(300));
  const v1::Verdict hung = hearing.Hear("A");
  EXPECT_EQ(hung.outcome(), v1::OUTCOME_FAILED);
  EXPECT_EQ(hung.came(), "nothing within 0.3 s");
  EXPECT_GE(hung.seconds(), 0.3);
  EXPECT_EQ(hearing.Hear("B").outcome(), v1::OUTCOME_PASSED);
  EXPECT_EQ(hearing.Hear("C").outcome(), v1::OUTCOME_PASSED);
}

TEST(HearingTest, BlamesTheBehaviourInWhichTheWitnessDied) {
  Hearing hearing = Listen(R"(
      case $1 in
        A:B:C) say 'begin 0 A'; say 'verdict 0 {"outcome":"OUTCOME_PASSED"}'
               say 'begin 1 B'; kill -SEGV $$ ;;
        C) say 'begin 0 C'; say 'verdict 0 {"outcome":"OUTCOME_PASSED"}' ;;
      esac)");
  EXPECT_EQ(hearing.Hear("A").outcome(), v1::OUTCOME_PASSED);
  const v1::Verdict dead = hearing.Hear("B");
  EXPECT_EQ(dead.outcome(), v1::OUTCOME_FAILED);
  EXPECT_THAT(dead.came(), HasSubstr("SIGSEGV"));
  EXPECT_EQ(hearing.Hear("C").outcome(), v1::OUTCOME_PASSED);
}

TEST(HearingTest, TakesNothingThatIsNoVerdictForOne) {
  Hearing hearing = Listen("say 'begin 0 A'; say 'verdict 0 {{{'");
  EXPECT_EQ(hearing.Hear("A").outcome(), v1::OUTCOME_FAILED);
}

TEST(HearingTest, TakesNoTextOfAServersForAVerdict) {
  Hearing hearing = Listen(R"(
      say 'begin 0 A'; echo 'verdict 0 {"outcome":"OUTCOME_PASSED"}'
      say 'verdict 0 {"outcome":"OUTCOME_FAILED","came":"verdict 1 {"}'; echo 'begin 1 C'
      say 'begin 1 B'; say 'verdict 1 {"outcome":"OUTCOME_PASSED","came":"begin 2 x"}'
      say 'begin 2 C'; say 'verdict 2 {"outcome":"OUTCOME_PASSED"}')");
  EXPECT_EQ(hearing.Hear("A").came(), "verdict 1 {");
  EXPECT_EQ(hearing.Hear("B").came(), "begin 2 x");
  EXPECT_EQ(hearing.Hear("C").outcome(), v1::OUTCOME_PASSED);
}

TEST(HearingTest, HasAVerdictWhenTheWitnessSaysNothing) {
  Hearing hearing = Listen("exit 5");
  for (const char* name : {"A", "B", "C"}) {
    EXPECT_THAT(hearing.Hear(name).came(), HasSubstr("exit status 5"));
  }
}

TEST(HearingTest, StartsAWitnessForEachNameAtMost) {
  Hearing hearing = Listen("say \"begin 0 $1!\"; exec sleep 1000");
  EXPECT_THAT(hearing.Hear("A").came(), HasSubstr("it began A:B:C!, which is not asked for"));
  EXPECT_THAT(hearing.Hear("B").came(), HasSubstr("it began B:C!, which is not asked for"));
  EXPECT_THAT(hearing.Hear("C").came(), HasSubstr("it began C!, which is not asked for"));
}

TEST(HearingTest, HasAVerdictWhenThereIsNoWitness) {
  Hearing hearing({"/there/is/no/such/program"}, {"A"}, kLong);
  EXPECT_EQ(hearing.Hear("A").outcome(), v1::OUTCOME_FAILED);
}

TEST(HearingTest, HearsNoMoreOnceInterrupted) {
  Hearing hearing = Listen("say 'begin 0 A'; exec sleep 1000");
  std::thread interrupter(
      [&hearing] { hearing.Interrupt(); });  // before it began, or while it waits
  for (const char* name : {"A", "B", "C"}) {
    EXPECT_EQ(hearing.Hear(name).outcome(), v1::OUTCOME_FAILED) << name;
  }
  interrupter.join();
}

}  // namespace
}  // namespace workbook::judge
