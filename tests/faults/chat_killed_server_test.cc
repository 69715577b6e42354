// chat_server dies, or ends, while a conversation is going on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <iostream>

#include "faults/chat_raw_doors.h"
#include "faults/fault_subject.h"
#include "rpc/server.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

using runner::Process;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

// 25 readers at each door.
std::vector<std::unique_ptr<RawCall>> AHundredReaders(const RunningServer& server) {
  const auto channel = DialAnew(server);
  std::vector<std::unique_ptr<RawCall>> readers;
  for (int i = 0; i < 25; ++i) {
    for (const RawDoor& door : AllRawDoors()) readers.push_back(ReadRaw(channel, door));
  }
  return readers;
}

void ExpectUnavailable(RawCall& reader) {
  while (reader.Read().has_value()) {
  }
  EXPECT_THAT(reader.Finish(), HasCode(absl::StatusCode::kUnavailable));
}

TEST(ChatKilledServer, LeavesReadersUnavailableWithinASecond) {
  RunningServer server({"chat_server"});
  const auto readers = AHundredReaders(server);
  const Clock::time_point killed = Clock::now();
  EXPECT_EQ(server.Stop(SIGKILL).exit, (runner::Exit{0, SIGKILL}));
  for (const auto& reader : readers) ExpectUnavailable(*reader);
  EXPECT_LT(Clock::now() - killed, seconds(1));
}

// It need not wait for the drain to be over: it ends the readers itself.
TEST(ChatStoppedServer, EndsWithAHundredReadersBeforeTheDrainTimeIsUp) {
  RunningServer server({"chat_server"});
  auto readers = AHundredReaders(server);
  const Clock::time_point stopped = Clock::now();
  server.process().Signal(SIGTERM);
  for (const auto& reader : readers) ExpectUnavailable(*reader);
  // And go: a client whose program waits for something else does not read its connection, so it
  // does not answer the ping that comes with the GOAWAY, and the server waits for that.
  readers.clear();
  EXPECT_EQ(WaitForOutcome(server.process()).exit, (runner::Exit{0, 0}));
  const auto took = Clock::now() - stopped;
  EXPECT_LT(took, rpc::Server::kDrainTime);
  std::cout << took / milliseconds(1) << " ms\n";
}

// The parameter is chat_client's door.
class ChatKilledServerClient : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(EachDoor, ChatKilledServerClient,
                         ::testing::Values("auto", "chat_proto", "chat", "note"),
                         [](const auto& door) { return door.param; });

TEST_P(ChatKilledServerClient, ResumesWithinThreeSecondsOfTheRestart) {
  auto server = std::make_unique<RunningServer>(std::vector<std::string>{"chat_server"});
  const int port = server->port();
  const auto ann = StartProgram(
      {"chat_client", "--id=ann", "--door=" + GetParam(), server->PortFlag()}, /*pipe_stdin=*/true);
  const auto say_and_hear = [&](const std::string& text) {
    EXPECT_TRUE(ann->Write(text + "\n").ok());
    const auto heard = ann->WaitForLine(Process::Stream::kStdout, text, kHang);
    EXPECT_TRUE(heard.ok()) << heard.status();
  };
  say_and_hear("before");
  server->Stop(SIGKILL);
  EXPECT_TRUE(ann->WaitForLine(Process::Stream::kStderr, "UNAVAILABLE", kHang).ok());

  server = std::make_unique<RunningServer>(std::vector<std::string>{"chat_server"}, port);
  const Clock::time_point restarted = Clock::now();
  say_and_hear("after");
  EXPECT_LT(Clock::now() - restarted, seconds(3));
  std::cout << (Clock::now() - restarted) / milliseconds(1) << " ms\n";

  ann->CloseStdin();
  EXPECT_EQ(WaitForOutcome(*ann).exit, (runner::Exit{0, 0}));
}

}  // namespace
}  // namespace workbook::testing
