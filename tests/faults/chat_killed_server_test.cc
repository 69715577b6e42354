// chat_server dies or stops while clients use it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <iostream>

#include "conformance/matchers.h"
#include "rpc/server.h"
#include "tests/faults/chat_raw_contracts.h"
#include "tests/faults/fault_subject.h"

namespace workbook::tests {
namespace {

using conformance::StatusIs;

using base::Process;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

// 25 readers on each contract.
std::vector<std::unique_ptr<RawCall>> AHundredReaders(const RunningServer& server) {
  const auto channel = DialOwnConnection(server);
  std::vector<std::unique_ptr<RawCall>> readers;
  for (int i = 0; i < 25; ++i) {
    for (const RawContract& contract : AllRawContracts())
      readers.push_back(ReadRaw(channel, contract));
  }
  return readers;
}

void ExpectUnavailable(RawCall& reader) {
  while (reader.Read().has_value()) {
  }
  EXPECT_THAT(reader.Finish(), StatusIs(absl::StatusCode::kUnavailable));
}

TEST(ChatKilledServer, LeavesReadersUnavailableWithinASecond) {
  RunningServer server({"chat_server"});
  const auto readers = AHundredReaders(server);
  const Clock::time_point killed = Clock::now();
  EXPECT_EQ(server.Stop(SIGKILL).exit, (base::Exit{0, SIGKILL}));
  for (const auto& reader : readers) ExpectUnavailable(*reader);
  EXPECT_LT(Clock::now() - killed, seconds(1));
}

// It does not wait until the drain time is over, because it ends the readers itself.
TEST(ChatStoppedServer, EndsWithAHundredReadersBeforeTheDrainTimeIsUp) {
  RunningServer server({"chat_server"});
  auto readers = AHundredReaders(server);
  const Clock::time_point stopped = Clock::now();
  server.process().Signal(SIGTERM);
  for (const auto& reader : readers) ExpectUnavailable(*reader);
  // Destroy the calls: a client whose program waits for something else does not read its
  // connection, so it does not answer the ping that follows the GOAWAY, and the server waits for
  // that answer.
  readers.clear();
  EXPECT_EQ(WaitForOutcome(server.process()).exit, (base::Exit{0, 0}));
  const auto took = Clock::now() - stopped;
  EXPECT_LT(took, rpc::Server::kDrainTime);
  std::cout << took / milliseconds(1) << " ms\n";
}

// The parameter is chat_client's --contract.
class ChatKilledServerClient : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(EachContract, ChatKilledServerClient,
                         ::testing::Values("auto", "chat_proto", "chat", "note"),
                         [](const auto& contract) { return contract.param; });

TEST_P(ChatKilledServerClient, ResumesWithinThreeSecondsOfTheRestart) {
  auto server = std::make_unique<RunningServer>(std::vector<std::string>{"chat_server"});
  const int port = server->port();
  const auto ann =
      StartProgram({"chat_client", "--id=ann", "--contract=" + GetParam(), server->PortFlag()},
                   /*pipe_stdin=*/true);
  const auto send_and_receive = [&](const std::string& text) {
    EXPECT_TRUE(ann->Write(text + "\n").ok());
    const auto received = ann->WaitForLine(Process::Stream::kStdout, text, kHang);
    EXPECT_TRUE(received.ok()) << received.status();
  };
  send_and_receive("before");
  server->Stop(SIGKILL);
  EXPECT_TRUE(ann->WaitForLine(Process::Stream::kStderr, "UNAVAILABLE", kHang).ok());

  server = std::make_unique<RunningServer>(std::vector<std::string>{"chat_server"}, port);
  const Clock::time_point restarted = Clock::now();
  send_and_receive("after");
  EXPECT_LT(Clock::now() - restarted, seconds(3));
  std::cout << (Clock::now() - restarted) / milliseconds(1) << " ms\n";

  ann->CloseStdin();
  EXPECT_EQ(WaitForOutcome(*ann).exit, (base::Exit{0, 0}));
}

}  // namespace
}  // namespace workbook::tests
