// SIGTERM at bad moments: before the server is ready, twice, and with a hundred calls that do not
// end by themselves.
#include <gmock/gmock.h>

#include <csignal>
#include <iostream>
#include <thread>

#include "rpc/server.h"
#include "tests/e2e/programs.h"
#include "tests/e2e/raw_call.h"
#include "tests/faults/fault_suites.h"

namespace workbook::tests {
namespace {

using Clock = std::chrono::steady_clock;
using ::testing::AnyOf;

const base::Exit kExit0{0, 0};

// A program with a sanitizer takes three times as long to start and to end.
int Rounds() { return ProgramsAreSanitized() ? 30 : 100; }

// A call that the server has answered once and keeps open.
std::unique_ptr<RawCall> Watch(const std::shared_ptr<grpc::Channel>& channel) {
  auto call = std::make_unique<RawCall>(channel, "/grpc.health.v1.Health/Watch");
  call->Write("");
  call->WritesDone();
  EXPECT_TRUE(call->Read().has_value());
  return call;
}

}  // namespace

TEST_P(StopSignals, BeforeTheServerIsReadyEndIt) {
  for (int round = 0; round < Rounds(); ++round) {
    std::vector<std::string> argv = GetParam().argv;
    argv.emplace_back("--port=0");
    const auto process = StartProgram(argv);
    ASSERT_NE(process, nullptr);
    // No wait: each round hits another moment of the start.
    std::this_thread::sleep_for(round * std::chrono::microseconds(200));
    process->Signal(SIGTERM);
    // A signal before main ends the process directly; an abort never does.
    EXPECT_THAT(WaitForOutcome(*process).exit, AnyOf(kExit0, base::Exit{0, SIGTERM})) << round;
  }
}

TEST_P(StopSignals, SentTwiceEndItOnce) {
  for (int round = 0; round < Rounds(); ++round) {
    RunningServer server(GetParam().argv);
    server.process().Signal(SIGTERM);
    // The second arrives while the server drains or, in later rounds, while the process exits.
    std::this_thread::sleep_for(round * std::chrono::microseconds(100));
    EXPECT_EQ(server.Stop(SIGTERM).exit, kExit0) << round;
  }
}

TEST_P(StopSignals, SentAgainDuringTheDrainChangeNothing) {
  RunningServer server(GetParam().argv);
  const auto call = Watch(DialOwnConnection(server));
  server.process().Signal(SIGTERM);
  call->Read();  // NOT_SERVING: the drain has begun
  for (int again = 0; again < 10; ++again) server.process().Signal(SIGTERM);
  EXPECT_EQ(server.Stop(SIGTERM).exit, kExit0);
}

TEST_P(StopSignals, EndAHundredCallsWithinTheDrainTime) {
  RunningServer server(GetParam().argv);
  const auto channel = DialOwnConnection(server);
  std::vector<std::unique_ptr<RawCall>> calls;
  for (int i = 0; i < 100; ++i) calls.push_back(Watch(channel));
  const Clock::time_point start = Clock::now();
  EXPECT_EQ(server.Stop(SIGTERM).exit, kExit0);
  const auto took = Clock::now() - start;
  EXPECT_LT(took, rpc::Server::kDrainTime + std::chrono::milliseconds(500));
  std::cout << took / std::chrono::milliseconds(1) << " ms\n";
}

}  // namespace workbook::tests
