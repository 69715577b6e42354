// The program build/bin/workbook, which the script ./workbook runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "tests/e2e/programs.h"
#include "tests/support/scratch_folder.h"

namespace workbook::tests {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

TEST(WorkbookProgram, ShowsEveryPairInTheDemo) {
  const Outcome outcome = RunProgram({"workbook", "demo"});
  EXPECT_EQ(outcome.exit, (base::Exit{0, 0}));
  for (const char* command :
       {"$ calculator_server --api=sync ", "$ calculator_server --api=callback ",
        "$ calculator_server --api=cq ", "$ order_server ", "$ route_guide_server --api=sync ",
        "$ route_guide_server --api=callback ", "$ chat_server "}) {
    EXPECT_THAT(outcome.out, Contains(StartsWith(command)));
  }
  EXPECT_EQ(outcome.out.back(), "Every server and client exited with status 0.");
}

TEST(WorkbookProgram, ShowsTheNamedPair) {
  const Outcome outcome = RunProgram({"workbook", "demo", "order"});
  EXPECT_EQ(outcome.exit, (base::Exit{0, 0}));
  EXPECT_THAT(outcome.out, Contains("client | destination: \"Seoul\""));
  EXPECT_THAT(outcome.out, Not(Contains(HasSubstr("calculator"))));
}

TEST(WorkbookProgram, FailsWithoutTheProgramsOfThePairs) {
  // It looks for the servers and clients beside itself.
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("workbook_test." + std::to_string(getpid()));
  std::filesystem::create_directory(folder);
  std::filesystem::copy(ProgramPath("workbook"), folder);
  const auto process = base::Process::Start({{(folder / "workbook").string(), "demo", "order"}});
  ASSERT_TRUE(process.ok()) << process.status();
  EXPECT_EQ(WaitForOutcome(**process).exit, (base::Exit{1, 0}));
  std::filesystem::remove_all(folder);
}

TEST(WorkbookProgram, StartsTheDemosProgramsWithoutTheCallersSettings) {
  const ScratchFolder folder;
  std::filesystem::copy(ProgramPath("workbook"), folder.path());
  folder.Write("order_server", "#!/bin/sh\nenv\necho order_server listening on 127.0.0.1:1\n");
  folder.Write("order_client", "#!/bin/sh\nenv\n");
  for (const char* program : {"order_server", "order_client"}) {
    std::filesystem::permissions(folder / program, std::filesystem::perms::owner_all);
  }
  const Outcome outcome =
      RunProgram({"/usr/bin/env", "https_proxy=x", "NO_PROXY=x", "GTEST_REPEAT=2", "GRPC_TRACE=all",
                  "KEPT=x", folder / "workbook", "demo", "order"});
  EXPECT_EQ(outcome.exit, (base::Exit{0, 0}));
  EXPECT_THAT(outcome.out, AllOf(Contains("server | KEPT=x"), Contains("client | KEPT=x")));
  for (const char* name : {"https_proxy", "NO_PROXY", "GTEST_REPEAT", "GRPC_TRACE"}) {
    EXPECT_THAT(outcome.out, Not(Contains(HasSubstr(name))));
  }
}

TEST(WorkbookProgram, ExitsWith2OnWrongUsage) {
  for (const std::vector<std::string>& wrong :
       {std::vector<std::string>{}, {"dance"}, {"demo", "telegraph"}}) {
    std::vector<std::string> argv = {"workbook"};
    argv.insert(argv.end(), wrong.begin(), wrong.end());
    const Outcome outcome = RunProgram(argv);
    EXPECT_EQ(outcome.exit, (base::Exit{2, 0}));
    EXPECT_THAT(outcome.out, IsEmpty());
  }
}

TEST(WorkbookProgram, PassesItsArgumentsToCtestAndKeepsTheLabel) {
  // -N only lists the tests.
  const Outcome outcome = RunProgram({"workbook", "test", "-N", "-L", "domain", "-R", "^RoomTest"});
  EXPECT_EQ(outcome.exit, (base::Exit{0, 0}));
  EXPECT_THAT(outcome.out, Contains(HasSubstr("RoomTest.SendsEveryReaderTheSameInOneOrder")));
  EXPECT_THAT(outcome.out, Not(Contains(HasSubstr("CalculatorTest"))));
}

TEST(WorkbookProgram, FailsWhenNoTestMatches) {
  EXPECT_NE(RunProgram({"workbook", "test", "-R", "^NoSuchTest$"}).exit, (base::Exit{0, 0}));
}

}  // namespace
}  // namespace workbook::tests
