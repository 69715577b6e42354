// chat_client as a program among programs: lines in, lines out, an exit status.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include "pairs/programs.h"
#include "support/fake_chat.h"

namespace workbook::testing {
namespace {

using runner::Process;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using Clock = std::chrono::steady_clock;
using Lines = std::vector<std::string>;

constexpr runner::Exit kOk{0, 0};
constexpr runner::Exit kFailed{1, 0};

// ---- With chat_server, behind each door ----

class ChatClientPipe : public ::testing::TestWithParam<std::string> {
 protected:
  Lines Argv(const std::string& id, const std::string& door = GetParam()) {
    return {"chat_client", "--id=" + id, "--door=" + door, server_->PortFlag()};
  }
  std::unique_ptr<Process> Start(const std::string& id, const std::string& door = GetParam()) {
    return StartProgram(Argv(id, door), /*pipe_stdin=*/true);
  }
  // Types `line`, and waits until its own echo is back.
  static void SayAndHear(Process& process, const std::string& id, const std::string& line) {
    EXPECT_TRUE(process.Write(line + "\n").ok());
    EXPECT_TRUE(process.WaitForLine(Process::Stream::kStdout, id + " > " + line, kHang).ok());
  }

  std::unique_ptr<RunningServer> server_ = std::make_unique<RunningServer>(Lines{"chat_server"});
};
INSTANTIATE_TEST_SUITE_P(Doors, ChatClientPipe, ::testing::Values("chat_proto", "chat", "note"),
                         [](const auto& instance) { return instance.param; });

TEST_P(ChatClientPipe, AHundredLinesComeBackInOrder) {
  std::string input;
  Lines heard;
  for (int i = 1; i <= 100; ++i) {
    input += "line " + std::to_string(i) + "\n";
    heard.push_back("ann > line " + std::to_string(i));
  }
  const Outcome outcome = RunProgram(Argv("ann"), input);
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_THAT(outcome.out, ElementsAreArray(heard));
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST_P(ChatClientPipe, CountsALineThatIsSaidTwiceTwice) {
  const Outcome outcome = RunProgram(Argv("ann"), "again\nagain\nagain");
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_THAT(outcome.out, ElementsAre("ann > again", "ann > again", "ann > again"));
}

TEST_P(ChatClientPipe, SaysWhatWasRefusedGoesOnAndFailsInTheEnd) {
  const std::string long_line(16 * 1024 + 1, 'x');
  const Outcome outcome = RunProgram(Argv("ann"), "one\n\xFF\n" + long_line + "\ntwo\n");
  EXPECT_EQ(outcome.exit, kFailed);
  EXPECT_THAT(outcome.out, ElementsAre("ann > one", "ann > two"));
  EXPECT_THAT(outcome.err,
              ElementsAre(StartsWith("INVALID_ARGUMENT: "), StartsWith("INVALID_ARGUMENT: ")));
}

TEST_P(ChatClientPipe, ComesBackToAServerThatWasKilledAndRestarted) {
  const auto ann = Start("ann");
  SayAndHear(*ann, "ann", "before");
  const int port = server_->port();
  server_->Stop(SIGKILL);
  EXPECT_TRUE(
      ann->WaitForLine(Process::Stream::kStderr, "lost the server (UNAVAILABLE: ", kHang).ok());
  server_ = std::make_unique<RunningServer>(Lines{"chat_server"}, port);
  const Clock::time_point restarted = Clock::now();
  EXPECT_TRUE(ann->WaitForLine(Process::Stream::kStderr, "in the room", kHang).ok());
  EXPECT_LT(Clock::now() - restarted, std::chrono::seconds(3));
  SayAndHear(*ann, "ann", "after");
  ann->CloseStdin();
  const Outcome outcome = WaitForOutcome(*ann);
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_THAT(outcome.out, ElementsAre("ann > before", "ann > after"));
}

TEST_P(ChatClientPipe, LeavesAtTheEndOfAnEmptyInput) {
  EXPECT_EQ(RunProgram(Argv("ann")).exit, kOk);
}

// ---- With a server that does as the test says ----

class ChatClientPipeAlone : public ::testing::Test {
 protected:
  Outcome Run(const std::string& input, Lines arguments = {"--id=ann"}) {
    arguments.insert(arguments.begin(),
                     {"chat_client", "--port=" + std::to_string(server_.address().port)});
    return RunProgram(arguments, input);
  }
  FakeChatServer server_;
};

TEST_F(ChatClientPipeAlone, FailsWhenItsIdIsRefused) {
  server_.chat().Refuse({grpc::StatusCode::FAILED_PRECONDITION, "taken"});
  const Outcome outcome = Run("hello\n");
  EXPECT_EQ(outcome.exit, kFailed);
  EXPECT_THAT(outcome.err, ElementsAre("FAILED_PRECONDITION: the server refused the id \"ann\""));
}

TEST_F(ChatClientPipeAlone, FailsWhenItsLinesAreNotHeard) {
  server_.chat().Swallow();
  const Outcome outcome = Run("one\ntwo\n", {"--id=ann", "--timeout=0.2"});
  EXPECT_EQ(outcome.exit, kFailed);
  EXPECT_THAT(outcome.err,
              ElementsAre("DEADLINE_EXCEEDED: 2 of the 2 lines said were not heard within 200ms"));
}

TEST_F(ChatClientPipeAlone, PrintsNoControlCharactersOfOthers) {
  server_.chat().Echo("e\x1B[2Jve", "one\xC2\x9Btwo");
  EXPECT_THAT(Run("hello\n").out, ElementsAre("e\\x1B[2Jve > one\\x9Btwo", "ann > hello"));
}

TEST_F(ChatClientPipeAlone, FailsWhenTheServerIsNoChat) {
  server_.chat().TurnReadersAway({grpc::StatusCode::UNIMPLEMENTED, "no chat"});
  const Outcome outcome = Run("hello\n");
  EXPECT_EQ(outcome.exit, kFailed);
  EXPECT_THAT(outcome.err, ElementsAre("UNIMPLEMENTED: no chat"));
}

TEST_F(ChatClientPipeAlone, TalksToAServerThatSendsNoMetadataBeforeTheFirstMessage) {
  server_.chat().LetReadersWaitForTheFirstMessage();
  const Outcome outcome = Run("hello\n", {"--id=ann", "--timeout=0.5"});
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_THAT(outcome.out, ElementsAre("ann > hello"));
}

}  // namespace
}  // namespace workbook::testing
