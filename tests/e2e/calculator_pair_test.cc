// calculator_server, in each of its APIs, and calculator_client.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/e2e/client_suite.h"
#include "tests/e2e/programs.h"
#include "tests/e2e/server_suite.h"

namespace workbook::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

const std::vector<ServerCase> kServers = {
    {"Sync", {"calculator_server", "--api=sync"}, {"calc.Calculator"}, 50050},
    {"Callback", {"calculator_server", "--api=callback"}, {"calc.Calculator"}, 50050},
    {"Cq", {"calculator_server", "--api=cq"}, {"calc.Calculator"}, 50050}};

INSTANTIATE_TEST_SUITE_P(Calculator, ServerSuite, ::testing::ValuesIn(kServers),
                         CaseName<ServerCase>);

INSTANTIATE_TEST_SUITE_P(Calculator, ClientSuite,
                         ::testing::Values(ClientCase{"AllFour",
                                                      {"calculator_client"},
                                                      "calculator_server",
                                                      {"modulo", "divide", "--timeout=nan"}},
                                           ClientCase{"One",
                                                      {"calculator_client", "divide", "7", "2"},
                                                      "calculator_server",
                                                      {"3", "--no-such-flag", "add"}}),
                         CaseName<ClientCase>);

class CalculatorPair : public ::testing::TestWithParam<ServerCase> {
 protected:
  Outcome Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"calculator_client", server_.PortFlag()});
    return RunProgram(arguments);
  }
  RunningServer server_{GetParam().argv};
};
INSTANTIATE_TEST_SUITE_P(Calculator, CalculatorPair, ::testing::ValuesIn(kServers),
                         CaseName<ServerCase>);

TEST_P(CalculatorPair, PrintsTheDocumentsFourLines) {
  const Outcome outcome = Run({});
  EXPECT_EQ(outcome.exit, (base::Exit{0, 0}));
  EXPECT_THAT(outcome.out, ElementsAre("30", "10", "200", "2.0"));
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST_P(CalculatorPair, PrintsEveryDigitOfAFloat) {
  EXPECT_THAT(Run({"divide", "-2147483648", "-1"}).out, ElementsAre("2147483648.0"));
  EXPECT_THAT(Run({"divide", "2000001", "1"}).out, ElementsAre("2000001.0"));
}

TEST_P(CalculatorPair, PrintsOneResult) {
  EXPECT_THAT(Run({"add", "2147483646", "1"}).out, ElementsAre("2147483647"));
  EXPECT_THAT(Run({"subtract", "7", "9"}).out, ElementsAre("-2"));
  EXPECT_THAT(Run({"substract", "7", "9"}).out, ElementsAre("-2"));
  EXPECT_THAT(Run({"multiply", "-3", "-4"}).out, ElementsAre("12"));
  EXPECT_THAT(Run({"divide", "7", "2"}).out, ElementsAre("3.5"));
  EXPECT_THAT(Run({"divide", "1", "3"}).out, ElementsAre("0.3333333432674408"));
}

TEST_P(CalculatorPair, PrintsErrorsOnStderr) {
  const Outcome divided = Run({"divide", "1", "0"});
  EXPECT_EQ(divided.exit, (base::Exit{1, 0}));
  EXPECT_THAT(divided.err, ElementsAre(StartsWith("INVALID_ARGUMENT: ")));
  EXPECT_THAT(divided.out, IsEmpty());
  const Outcome added = Run({"add", "2147483647", "1"});
  EXPECT_EQ(added.exit, (base::Exit{1, 0}));
  EXPECT_THAT(added.err, ElementsAre(StartsWith("OUT_OF_RANGE: ")));
  EXPECT_THAT(added.out, IsEmpty());
}

TEST(CalculatorServerProgram, RefusesAnUnknownApi) {
  const Outcome outcome = RunProgram({"calculator_server", "--api=telepathy"});
  EXPECT_EQ(outcome.exit, (base::Exit{2, 0}));
  EXPECT_THAT(outcome.err.at(0), HasSubstr("telepathy"));
}

}  // namespace
}  // namespace workbook::tests
