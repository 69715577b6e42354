// build/bin/workbook itself: what ./workbook hands over to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "pairs/programs.h"

namespace workbook::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

TEST(WorkbookProgram, ShowsEveryPairInTheDemo) {
  const Outcome outcome = RunProgram({"workbook", "demo"});
  EXPECT_EQ(outcome.exit, (runner::Exit{0, 0}));
  for (const char* command :
       {"$ calculator_server --api=sync ", "$ calculator_server --api=callback ",
        "$ calculator_server --api=cq ", "$ order_server ", "$ route_guide_server --api=sync ",
        "$ route_guide_server --api=callback ", "$ chat_server "}) {
    EXPECT_THAT(outcome.out, Contains(StartsWith(command)));
  }
  EXPECT_EQ(outcome.out.back(), "Every server and client exited with status 0.");
}

TEST(WorkbookProgram, ShowsThePairAskedFor) {
  const Outcome outcome = RunProgram({"workbook", "demo", "order"});
  EXPECT_EQ(outcome.exit, (runner::Exit{0, 0}));
  EXPECT_THAT(outcome.out, Contains("client | destination: \"Seoul\""));
  EXPECT_THAT(outcome.out, Not(Contains(HasSubstr("calculator"))));
}

TEST(WorkbookProgram, FailsWhereThereAreNoPrograms) {
  // It looks for the pairs beside itself.
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("workbook_test." + std::to_string(getpid()));
  std::filesystem::create_directory(folder);
  std::filesystem::copy(ProgramPath("workbook"), folder);
  const auto process = runner::Process::Start({{(folder / "workbook").string(), "demo", "order"}});
  ASSERT_TRUE(process.ok()) << process.status();
  EXPECT_EQ(WaitForOutcome(**process).exit, (runner::Exit{1, 0}));
  std::filesystem::remove_all(folder);
}

TEST(WorkbookProgram, AnswersWrongUsageWithStatus2) {
  for (const std::vector<std::string>& wrong :
       {std::vector<std::string>{}, {"dance"}, {"demo", "telegraph"}}) {
    std::vector<std::string> argv = {"workbook"};
    argv.insert(argv.end(), wrong.begin(), wrong.end());
    const Outcome outcome = RunProgram(argv);
    EXPECT_EQ(outcome.exit, (runner::Exit{2, 0}));
    EXPECT_THAT(outcome.out, IsEmpty());
  }
}

TEST(WorkbookProgram, HandsItsArgumentsToCtestAndKeepsTheLabel) {
  // -N only lists. The calculator's tests are many, those with the label domain fewer.
  const Outcome outcome = RunProgram({"workbook", "test", "-N", "-L", "domain", "-R", "^RoomTest"});
  EXPECT_EQ(outcome.exit, (runner::Exit{0, 0}));
  EXPECT_THAT(outcome.out, Contains(HasSubstr("RoomTest.TellsEveryReaderTheSameInOneOrder")));
  EXPECT_THAT(outcome.out, Not(Contains(HasSubstr("CalculatorTest"))));
}

TEST(WorkbookProgram, FailsWhereNoTestIsFound) {
  EXPECT_NE(RunProgram({"workbook", "test", "-R", "^NoSuchTest$"}).exit, (runner::Exit{0, 0}));
}

}  // namespace
}  // namespace workbook::testing
