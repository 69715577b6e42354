// The judge passes this repository's servers, in each API, within a minute.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <ostream>
#include <string>
#include <vector>

#include "tests/e2e/programs.h"
#include "tests/mutants/judge_runner.h"
#include "tests/support/certs.h"

namespace workbook::tests {
namespace {

using ::testing::IsEmpty;
using ::testing::Lt;

struct OurServer {
  std::string name;                 // of the test
  std::string service;              // on the judge's command line
  std::vector<std::string> server;  // program and flags
  std::vector<std::string> flags;   // of the judge
};

void PrintTo(const OurServer& ours, std::ostream* out) { *out << ours.name; }

class OurServersTest : public ::testing::TestWithParam<OurServer> {};

TEST_P(OurServersTest, PassEverything) {
  RunningServer server(GetParam().server);
  const auto start = std::chrono::steady_clock::now();
  const Judgement judgement = RunJudge(GetParam().service, server.address(), GetParam().flags);
  EXPECT_EQ(judgement.exit, (base::Exit{0, 0}));
  EXPECT_THAT(judgement.failed(), IsEmpty());
  EXPECT_THAT(std::chrono::steady_clock::now() - start, Lt(std::chrono::seconds(60)));
  if (HasFailure()) ADD_FAILURE() << judgement.Printed();
}

// A token replaces the sender's name in every message: the suites have to allow for that.
class ServersThatAskForATokenTest : public ::testing::TestWithParam<OurServer> {};

TEST_P(ServersThatAskForATokenTest, PassEverythingOverTls) {
  const Certs& certs = Certs::Get();
  std::vector<std::string> argv = GetParam().server;
  argv.insert(argv.end(),
              {"--tls-cert=" + certs / "server.pem", "--tls-key=" + certs / "server.key",
               "--tokens=" + certs / "tokens.txtpb"});
  RunningServer server(argv);
  const Judgement judgement =
      RunJudge(GetParam().service, server.address(),
               {"--tls-ca=" + certs / "ca.pem", "--token-file=" + certs / "ann.token"});
  EXPECT_THAT(judgement.failed(), IsEmpty());
  EXPECT_EQ(judgement.exit, (base::Exit{0, 0}));
  if (HasFailure()) ADD_FAILURE() << judgement.Printed();
}

const std::vector<std::string> kAnyRate = {"chat_server", "--send-rate=0"};
const std::vector<std::string> kAnyRateFourThreads = {"chat_server", "--send-rate=0",
                                                      "--threads=4"};

INSTANTIATE_TEST_SUITE_P(
    , OurServersTest,
    ::testing::Values(
        OurServer{"CalculatorSync", "calculator", {"calculator_server", "--api=sync"}, {}},
        OurServer{"CalculatorCallback", "calculator", {"calculator_server", "--api=callback"}, {}},
        OurServer{"CalculatorCq", "calculator", {"calculator_server", "--api=cq"}, {}},
        OurServer{"Order", "order", {"order_server"}, {"--orders=order/orders.txtpb"}},
        OurServer{"OrderOfWhichNothingIsKnown", "order", {"order_server"}, {}},
        OurServer{"RouteGuideSync",
                  "route-guide",
                  {"route_guide_server", "--api=sync"},
                  {"--features=route_guide/features.json"}},
        OurServer{"RouteGuideCallback",
                  "route-guide",
                  {"route_guide_server", "--api=callback"},
                  {"--features=route_guide/features.json"}},
        OurServer{"RouteGuideOfWhichNothingIsKnown", "route-guide", {"route_guide_server"}, {}},
        OurServer{"ChatProto", "chat-proto", kAnyRate, {}},
        OurServer{"ChatProtoFourThreads", "chat-proto", kAnyRateFourThreads, {}},
        OurServer{"Chat", "chat", kAnyRate, {}},
        OurServer{"ChatFourThreads", "chat", kAnyRateFourThreads, {}},
        OurServer{"Note", "note", kAnyRate, {}},
        OurServer{"NoteFourThreads", "note", kAnyRateFourThreads, {}},
        OurServer{"Room", "room", {"chat_server"}, {}},
        OurServer{"RoomFourThreads", "room", {"chat_server", "--threads=4"}, {}}),
    [](const auto& ours) { return ours.param.name; });

INSTANTIATE_TEST_SUITE_P(
    , ServersThatAskForATokenTest,
    ::testing::Values(OurServer{"Calculator", "calculator", {"calculator_server"}, {}},
                      OurServer{"Order", "order", {"order_server"}, {}},
                      OurServer{"RouteGuide", "route-guide", {"route_guide_server"}, {}},
                      OurServer{"ChatProto", "chat-proto", kAnyRate, {}},
                      OurServer{"Chat", "chat", kAnyRate, {}},
                      OurServer{"Note", "note", kAnyRate, {}},
                      OurServer{"Room", "room", kAnyRate, {}}),
    [](const auto& ours) { return ours.param.name; });

}  // namespace
}  // namespace workbook::tests
