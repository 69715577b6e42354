// What the judge's verdicts mean for the learner's server; a script takes the place of the judge.
#include "lessons/runner/own_verdicts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <stop_token>
#include <string>

#include "tests/support/scratch_folder.h"

namespace workbook::tests {
namespace {

using judge::v1::Level;
using judge::v1::Outcome;
using lessons::runner::JudgeServer;
using lessons::runner::ReadReport;
using lessons::runner::Score;
using lessons::runner::StepResult;

using ::testing::HasSubstr;
using ::testing::SizeIs;

class OwnVerdictsTest : public ::testing::Test {
 protected:
  void Add(Level level, Outcome outcome, const std::string& sentence = "",
           const std::string& actual = "") {
    judge::v1::Verdict& verdict = *report_.add_verdicts();
    verdict.set_level(level);
    verdict.set_outcome(outcome);
    verdict.set_sentence(sentence);
    verdict.set_actual(actual);
    verdict.set_lesson("lessons/unary_method/README.md");
  }
  StepResult Read() { return ReadReport(report_, score_); }

  StepResult Judge(const std::string& script) {
    const std::string judge = folder_.Write("judge", "#!/bin/sh\n" + script);
    std::filesystem::permissions(judge, std::filesystem::perms::owner_all);
    return JudgeServer(judge, {"calculator", "", "", ""}, 50050, folder_ / "verdicts.json", {},
                       nullptr, score_);
  }

  const ScratchFolder folder_;
  judge::v1::Report report_;
  Score score_;
};

TEST_F(OwnVerdictsTest, RequiredOnesPassTheStepAndExpectedOnesCount) {
  Add(judge::v1::LEVEL_REQUIRED, judge::v1::OUTCOME_PASSED);
  Add(judge::v1::LEVEL_EXPECTED, judge::v1::OUTCOME_FAILED, "Divide by zero", "inf");
  Add(judge::v1::LEVEL_RECORDED, judge::v1::OUTCOME_RECORDED);
  Add(judge::v1::LEVEL_EXPECTED, judge::v1::OUTCOME_SKIPPED);
  const StepResult result = Read();
  EXPECT_TRUE(result.passed);
  EXPECT_EQ(score_.passed, 1);
  EXPECT_EQ(score_.all, 2);
  EXPECT_THAT(result.failed, SizeIs(1));
  EXPECT_THAT(result.next, HasSubstr("Divide by zero. Read lessons/unary_method/README.md"));
}

TEST_F(OwnVerdictsTest, ARequiredOneThatFailsComesFirst) {
  Add(judge::v1::LEVEL_EXPECTED, judge::v1::OUTCOME_FAILED, "Divide by zero", "inf");
  Add(judge::v1::LEVEL_REQUIRED, judge::v1::OUTCOME_FAILED, "Add gives the sum", "10");
  const StepResult result = Read();
  EXPECT_FALSE(result.passed);
  EXPECT_EQ(result.found, "0 of 2 behaviours pass; 1 of those that fail is required.");
  EXPECT_EQ(result.failed.at(0).sentence(), "Add gives the sum");
}

TEST_F(OwnVerdictsTest, ARequiredOneThatCannotBeJudgedDoesNotPass) {
  Add(judge::v1::LEVEL_REQUIRED, judge::v1::OUTCOME_PASSED);
  Add(judge::v1::LEVEL_REQUIRED, judge::v1::OUTCOME_SKIPPED, "", "the server has no order 101");
  const StepResult result = Read();
  EXPECT_FALSE(result.passed);
  EXPECT_THAT(result.found, HasSubstr("1 required behaviour could not be judged: the server has no "
                                      "order 101."));
  EXPECT_THAT(result.next, HasSubstr("order/orders.txtpb"));
}

TEST_F(OwnVerdictsTest, AServiceThatIsNotRegisteredIsExplained) {
  Add(judge::v1::LEVEL_REQUIRED, judge::v1::OUTCOME_FAILED, "Add gives the sum", "UNIMPLEMENTED: ");
  EXPECT_THAT(Read().next, HasSubstr("RegisterService"));
}

TEST_F(OwnVerdictsTest, NoVerdictsDoNotPass) { EXPECT_FALSE(Read().passed); }

TEST_F(OwnVerdictsTest, AreReadFromTheJudgesFile) {
  const StepResult result = Judge(
      "[ \"$1 $2 $3 $4\" = 'calculator --target localhost:50050 --json' ] || exit 9\n"
      "printf '{\"verdicts\":[{\"level\":\"LEVEL_REQUIRED\",\"outcome\":\"OUTCOME_PASSED\"}]}' "
      ">\"$5\"\n");
  EXPECT_TRUE(result.passed) << result.found;
  EXPECT_EQ(score_.all, 1);
}

TEST_F(OwnVerdictsTest, ATargetThatIsNoGrpcServerIsExplained) {
  const StepResult result = Judge("echo 'judge: no gRPC server answers' >&2; exit 3\n");
  EXPECT_FALSE(result.passed);
  EXPECT_THAT(result.found, HasSubstr("does not answer as a gRPC server"));
}

TEST_F(OwnVerdictsTest, AJudgeThatDiesLeavesNone) {
  EXPECT_THAT(Judge("kill -KILL $$\n").found, HasSubstr("left no verdicts: ended by SIGKILL"));
}

TEST_F(OwnVerdictsTest, AMissingJudgeIsTold) {
  EXPECT_THAT(JudgeServer(folder_ / "none", {}, 1, folder_ / "x", {}, nullptr, score_).found,
              HasSubstr("needs the judge"));
}

}  // namespace
}  // namespace workbook::tests
