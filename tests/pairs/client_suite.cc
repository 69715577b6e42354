#include "pairs/client_suite.h"

#include <gmock/gmock.h>

#include <chrono>

#include "pairs/programs.h"

namespace workbook::testing {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

}  // namespace

std::vector<std::string> ClientSuite::With(std::vector<std::string> more) {
  std::vector<std::string> argv = GetParam().argv;
  argv.insert(argv.end(), more.begin(), more.end());
  return argv;
}

TEST_P(ClientSuite, HelpsWithAnExample) {
  const Outcome outcome = RunProgram({Name(), "--help"});
  EXPECT_EQ(outcome.exit, (runner::Exit{0, 0}));
  EXPECT_THAT(outcome.out, AllOf(Contains("Example:"), Contains(HasSubstr("  " + Name() + " "))));
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST_P(ClientSuite, AnswersWrongUsageWithHelpAndStatus2) {
  std::vector<std::string> wrongs = GetParam().wrong;
  wrongs.insert(wrongs.end(), {"--port=65536", "--timeout=0", "--timeout=soon"});
  for (const std::string& wrong : wrongs) {
    const Outcome outcome = RunProgram(With({wrong}));
    EXPECT_EQ(outcome.exit, (runner::Exit{2, 0})) << wrong;
    EXPECT_THAT(outcome.err, AllOf(Contains(StartsWith(Name() + ": ")), Contains("Example:")));
    EXPECT_THAT(outcome.out, IsEmpty());
  }
}

TEST_P(ClientSuite, SaysThatNoServerIsThere) {
  const DeadPort port(DeadPort::Kind::kRefuses);
  const Outcome outcome = RunProgram(With({port.Flag()}), "a line\n");
  EXPECT_EQ(outcome.exit, (runner::Exit{1, 0}));
  EXPECT_THAT(outcome.err, ElementsAre(StartsWith("UNAVAILABLE: ")));
}

TEST_P(ClientSuite, WaitsNoLongerThanItsTimeout) {
  const DeadPort port(DeadPort::Kind::kNeverAnswers);
  const Clock::time_point start = Clock::now();
  const Outcome outcome = RunProgram(With({port.Flag(), "--timeout=0.2"}), "a line\n");
  EXPECT_EQ(outcome.exit, (runner::Exit{1, 0}));
  EXPECT_THAT(outcome.err, Contains(StartsWith("DEADLINE_EXCEEDED: ")));
  EXPECT_GE(Clock::now() - start, 200ms);
  EXPECT_LT(Clock::now() - start, 4s);  // the default would be 5 s
}

}  // namespace workbook::testing
