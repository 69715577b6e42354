// route_guide_server and route_guide_client.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <string>
#include <vector>

#include "tests/e2e/client_suite.h"
#include "tests/e2e/programs.h"
#include "tests/e2e/server_suite.h"
#include "tests/support/silent_pipe.h"

namespace workbook::tests {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::StartsWith;

constexpr char kBerkshire[] =
    "Feature called Berkshire Valley Management Area Trail, Jefferson, NJ, USA at "
    "latitude: 409146138 longitude: -746188906";

INSTANTIATE_TEST_SUITE_P(
    RouteGuide, ServerSuite,
    ::testing::Values(
        ServerCase{"RouteGuideSync", {"route_guide_server", "--api=sync"}, {"RouteGuide"}, 50051},
        ServerCase{
            "RouteGuideCallback", {"route_guide_server", "--api=callback"}, {"RouteGuide"}, 50051}),
    CaseName<ServerCase>);

INSTANTIATE_TEST_SUITE_P(RouteGuide, ClientSuite,
                         ::testing::Values(ClientCase{"RouteGuide",
                                                      {"route_guide_client", "get-feature"},
                                                      "route_guide_server"}),
                         CaseName<ClientCase>);

TEST(RouteGuidePair, PrintsTheDocumentsFourSections) {
  for (const std::string api : {"--api=sync", "--api=callback"}) {
    RunningServer server({"route_guide_server", api});
    const Outcome outcome = RunProgram({"route_guide_client", server.PortFlag()});
    EXPECT_EQ(outcome.exit, (base::Exit{0, 0}));
    EXPECT_THAT(outcome.err, IsEmpty());
    EXPECT_THAT(outcome.out,
                IsSupersetOf<std::string>(
                    {"-------------- GetFeature --------------", kBerkshire,
                     "Found no feature at latitude: 0 longitude: 0",
                     "-------------- ListFeatures --------------",
                     "Looking for features between 40, -75 and 42, -73", kBerkshire,
                     "-------------- RecordRoute --------------", "Finished trip with 10 points",
                     "-------------- RouteChat --------------",
                     "Sending Fifth message at latitude: 1 longitude: 0",
                     "Received message First message at latitude: 0 longitude: 0",
                     "Received message Third message at latitude: 1 longitude: 0"}));
  }
}

TEST(RouteGuidePair, RunsOneSectionAlone) {
  RunningServer server({"route_guide_server"});
  EXPECT_THAT(RunProgram({"route_guide_client", "get-feature", "1", "-2", server.PortFlag()}).out,
              ElementsAre("-------------- GetFeature --------------",
                          "Found no feature at latitude: 1 longitude: -2"));
  EXPECT_THAT(RunProgram({"route_guide_client", "list-features", "409146138", "-746188906",
                          "409146138", "-746188906", server.PortFlag()})
                  .out,
              Contains(kBerkshire));
}

TEST(RouteGuidePair, NamesTheCoordinateThatIsNotOnTheGlobe) {
  RunningServer server({"route_guide_server"});
  const Outcome outcome =
      RunProgram({"route_guide_client", "get-feature", "900000001", "0", server.PortFlag()});
  EXPECT_EQ(outcome.exit, (base::Exit{1, 0}));
  EXPECT_THAT(outcome.err,
              ElementsAre(AllOf(StartsWith("INVALID_ARGUMENT: "), HasSubstr("900000001"))));
}

TEST(RouteGuidePair, SharesNotesWhenTheServerKeepsThem) {
  RunningServer shared({"route_guide_server", "--notes=server"});
  RunningServer own({"route_guide_server", "--notes=call"});
  const std::string received = "Received message \\x1B[31mhello at latitude: 1 longitude: -2";
  for (const char* note : {"\x1B[31mhello", "second"}) {
    const std::vector<std::string> chat = {
        "route_guide_client", "route-chat", "--at", "1", "-2", note};
    const auto with = [&chat](const std::string& port) {
      std::vector<std::string> command = chat;
      command.push_back(port);
      return RunProgram(command).out;
    };
    const bool later = note == std::string("second");
    EXPECT_THAT(with(shared.PortFlag()), Contains(received).Times(later ? 1 : 0));
    EXPECT_THAT(with(own.PortFlag()), Contains(received).Times(0));
  }
}

TEST(RouteGuidePair, EndsAtASignalWhileItReadsItsFeatures) {
  SilentPipe pipe;
  const auto server = StartProgram({"route_guide_server", "--port=0", "--features=" + pipe.path()});
  ASSERT_NE(server, nullptr);
  ASSERT_TRUE(pipe.IsRead());
  server->Signal(SIGTERM);
  EXPECT_EQ(WaitForOutcome(*server).exit, (base::Exit{0, SIGTERM}));
}

TEST(RouteGuidePair, DoesNotStartWithoutItsFeatures) {
  const Outcome outcome =
      RunProgram({"route_guide_server", "--port=0", "--features=/no/such/file.json"});
  EXPECT_EQ(outcome.exit, (base::Exit{1, 0}));
  EXPECT_THAT(outcome.err,
              ElementsAre("route_guide_server: /no/such/file.json: No such file or directory"));
  EXPECT_THAT(outcome.out, IsEmpty());
}

}  // namespace
}  // namespace workbook::tests
