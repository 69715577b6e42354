// The judge on the programs of this repository, in each of their APIs: everything passes, and in
// time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <ostream>
#include <string>
#include <vector>

#include "judge/judging.h"
#include "pairs/programs.h"
#include "support/certs.h"

namespace workbook::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::Lt;

struct OurServer {
  std::string name;                 // of the test
  std::string service;              // as the judge says
  std::vector<std::string> server;  // program and flags
  std::vector<std::string> flags;   // of the judge
};

void PrintTo(const OurServer& ours, std::ostream* out) { *out << ours.name; }

class OurServersTest : public ::testing::TestWithParam<OurServer> {};

TEST_P(OurServersTest, PassEverything) {
  RunningServer server(GetParam().server);
  const auto start = std::chrono::steady_clock::now();
  const Judgement judgement = RunJudge(GetParam().service, server.address(), GetParam().flags);
  EXPECT_EQ(judgement.exit, (runner::Exit{0, 0}));
  EXPECT_THAT(judgement.failed(), IsEmpty());
  EXPECT_THAT(std::chrono::steady_clock::now() - start, Lt(std::chrono::seconds(60)));
  if (HasFailure()) {
    for (const std::string& line : judgement.out) ADD_FAILURE() << line;
  }
}

// With a token the sender's name is the token's whatever is said: the suites have to bear that.
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
  EXPECT_EQ(judgement.exit, (runner::Exit{0, 0}));
  if (HasFailure()) {
    for (const std::string& line : judgement.out) ADD_FAILURE() << line;
  }
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
}  // namespace workbook::testing
