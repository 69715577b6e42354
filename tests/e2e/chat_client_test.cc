// chat_client in a pipe: lines in, lines out, an exit status.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include "tests/e2e/programs.h"
#include "tests/support/fake_chat.h"

namespace workbook::tests {
namespace {

using base::Process;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using Clock = std::chrono::steady_clock;
using Lines = std::vector<std::string>;

constexpr base::Exit kOk{0, 0};
constexpr base::Exit kFailed{1, 0};

// ---- With chat_server and each contract ----

class ChatClientPipe : public ::testing::TestWithParam<std::string> {
 protected:
  Lines Argv(const std::string& id, const std::string& contract = GetParam()) {
    return {"chat_client", "--id=" + id, "--contract=" + contract, server_->PortFlag()};
  }
  std::unique_ptr<Process> Start(const std::string& id, const std::string& contract = GetParam()) {
    return StartProgram(Argv(id, contract), /*pipe_stdin=*/true);
  }
  // Sends `line`, and waits until it comes back.
  static void SendAndReceive(Process& process, const std::string& id, const std::string& line) {
    EXPECT_TRUE(process.Write(line + "\n").ok());
    EXPECT_TRUE(process.WaitForLine(Process::Stream::kStdout, id + " > " + line, kHang).ok());
  }

  std::unique_ptr<RunningServer> server_ = std::make_unique<RunningServer>(Lines{"chat_server"});
};
INSTANTIATE_TEST_SUITE_P(EachContract, ChatClientPipe,
                         ::testing::Values("room", "chat_proto", "chat", "note"),
                         [](const auto& instance) { return instance.param; });

TEST_P(ChatClientPipe, AHundredLinesComeBackInOrder) {
  std::string input;
  Lines received;
  for (int i = 1; i <= 100; ++i) {
    input += "line " + std::to_string(i) + "\n";
    received.push_back("ann > line " + std::to_string(i));
  }
  const Outcome outcome = RunProgram(Argv("ann"), input);
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_THAT(outcome.out, ElementsAreArray(received));
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST_P(ChatClientPipe, CountsALineThatIsSentTwiceTwice) {
  const Outcome outcome = RunProgram(Argv("ann"), "again\nagain\nagain");
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_THAT(outcome.out, ElementsAre("ann > again", "ann > again", "ann > again"));
}

TEST_P(ChatClientPipe, ReportsRefusedLinesGoesOnAndFailsAtTheEnd) {
  const std::string long_line(16 * 1024 + 1, 'x');
  const Outcome outcome = RunProgram(Argv("ann"), "one\n\xFF\n" + long_line + "\ntwo\n");
  EXPECT_EQ(outcome.exit, kFailed);
  EXPECT_THAT(outcome.out, ElementsAre("ann > one", "ann > two"));
  EXPECT_THAT(outcome.err,
              ElementsAre(StartsWith("INVALID_ARGUMENT: "), StartsWith("INVALID_ARGUMENT: ")));
}

TEST_P(ChatClientPipe, ReconnectsToAServerThatWasKilledAndRestarted) {
  const auto ann = Start("ann");
  SendAndReceive(*ann, "ann", "before");
  const int port = server_->port();
  server_->Stop(SIGKILL);
  EXPECT_TRUE(
      ann->WaitForLine(Process::Stream::kStderr, "lost the server (UNAVAILABLE: ", kHang).ok());
  server_ = std::make_unique<RunningServer>(Lines{"chat_server"}, port);
  const Clock::time_point restarted = Clock::now();
  EXPECT_TRUE(ann->WaitForLine(Process::Stream::kStderr, "in the room", kHang).ok());
  EXPECT_LT(Clock::now() - restarted, std::chrono::seconds(3));
  SendAndReceive(*ann, "ann", "after");
  ann->CloseStdin();
  const Outcome outcome = WaitForOutcome(*ann);
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_THAT(outcome.out, ElementsAre("ann > before", "ann > after"));
}

TEST_P(ChatClientPipe, EndsAtTheEndOfAnEmptyInput) { EXPECT_EQ(RunProgram(Argv("ann")).exit, kOk); }

// ---- With a scripted server ----

class ChatClientPipeFake : public ::testing::Test {
 protected:
  Outcome Run(const std::string& input, Lines arguments = {}) {
    arguments.insert(arguments.begin(), {"chat_client", "--id=ann", "--contract=" + contract_,
                                         "--port=" + std::to_string(server_.address().port)});
    return RunProgram(arguments, input);
  }
  std::string contract_ = "chat_proto";
  FakeChatServer server_;
};

TEST_F(ChatClientPipeFake, FailsWhenItsIdIsRefused) {
  server_.chat().RefuseMessages({grpc::StatusCode::FAILED_PRECONDITION, "taken"});
  const Outcome outcome = Run("hello\n");
  EXPECT_EQ(outcome.exit, kFailed);
  EXPECT_THAT(outcome.err, ElementsAre("FAILED_PRECONDITION: the server refused the id \"ann\""));
}

TEST_F(ChatClientPipeFake, FailsWhenItsLinesDoNotComeBack) {
  server_.chat().DropMessages();
  const Outcome outcome = Run("one\ntwo\n", {"--timeout=0.2"});
  EXPECT_EQ(outcome.exit, kFailed);
  EXPECT_THAT(
      outcome.err,
      ElementsAre("DEADLINE_EXCEEDED: 2 of the 2 sent messages did not come back within 200ms"));
}

TEST_F(ChatClientPipeFake, PrintsNoControlCharactersOfOthers) {
  // ESC, a C1 control, an override of the direction: in the name and in the text.
  const std::string hostile = "a\x1B[2J\xC2\x9B\xE2\x80\xAE" + std::string("b\x07\r\n");
  const std::string escaped = "a\\x1B[2J\\x9B\\u{202E}b\\x07\\x0D\\x0A";
  server_.chat().SendBeforeEach(hostile, hostile);
  for (const std::string contract : {"chat_proto", "chat", "note"}) {
    contract_ = contract;
    EXPECT_THAT(Run("hello\n").out, Contains(escaped + " > " + escaped)) << contract;
  }
  server_.room().Send(hostile, hostile);
  contract_ = "room";
  const Outcome outcome = Run("hello\n", {"--history=10"});
  EXPECT_THAT(outcome.out, ElementsAre(escaped + " > " + escaped, "ann > hello"));
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST_F(ChatClientPipeFake, FailsWhenTheServerIsNoChat) {
  server_.chat().RefuseReaders({grpc::StatusCode::UNIMPLEMENTED, "no chat"});
  const Outcome outcome = Run("hello\n");
  EXPECT_EQ(outcome.exit, kFailed);
  EXPECT_THAT(outcome.err, ElementsAre("UNIMPLEMENTED: no chat"));
}

TEST_F(ChatClientPipeFake, EndsAtOnceWithOneLineWhenItsIdIsRefusedAtTheEndOfTheStreamOnly) {
  contract_ = "chat";
  server_.chat().RefuseMessages({grpc::StatusCode::INVALID_ARGUMENT, "another name, please"});
  const auto begin = Clock::now();
  const Outcome outcome = Run("hello\n", {"--timeout=40"});
  EXPECT_EQ(outcome.exit, kFailed);
  EXPECT_EQ(outcome.err.at(0), "INVALID_ARGUMENT: another name, please");
  EXPECT_LT(Clock::now() - begin, std::chrono::seconds(20));
}

TEST_F(ChatClientPipeFake, GivesUpWithTheFirstLineWhenItsIdIsRefused) {
  server_.chat().RefuseMessages({grpc::StatusCode::FAILED_PRECONDITION, "taken"});
  EXPECT_THAT(Run("one\ntwo\nthree\n").err,
              ElementsAre("FAILED_PRECONDITION: the server refused the id \"ann\""));
}

TEST_F(ChatClientPipeFake, ReportsOnStderrThatItFellBackToAnotherContract) {
  FakeChatServer old(0, FakeChatServer::Contracts::kTutorialsOnly);
  const Outcome outcome = RunProgram(
      {"chat_client", "--id=ann", "--port=" + std::to_string(old.address().port)}, "hello\n");
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_THAT(outcome.out, ElementsAre("ann > hello"));
  EXPECT_THAT(outcome.err,
              ElementsAre("the server lacks workbook.chat.v1; using chat_proto instead"));
}

TEST_F(ChatClientPipeFake, JoinsNoOtherRoomThanTheOneAskedFor) {
  FakeChatServer old(0, FakeChatServer::Contracts::kTutorialsOnly);
  const Outcome outcome = RunProgram(
      {"chat_client", "--id=ann", "--room=kitchen", "--port=" + std::to_string(old.address().port)},
      "hello\n");
  EXPECT_EQ(outcome.exit, kFailed);
  EXPECT_THAT(outcome.err, ElementsAre("UNIMPLEMENTED"));
  contract_ = "note";
  EXPECT_EQ(Run("", {"--room=kitchen"}).exit, (base::Exit{2, 0}));
}

TEST_F(ChatClientPipeFake, ReportsThatStdoutAcceptsNoMore) {
  for (const std::string contract : {"room", "chat_proto"}) {
    const std::string program = ProgramPath("chat_client") + " --id=ann --contract=" + contract +
                                " --port=" + std::to_string(server_.address().port);
    auto process =
        base::Process::Start({.argv = {"sh", "-c", program + " >/dev/full"}, .pipe_stdin = true});
    ASSERT_TRUE(process.ok());
    EXPECT_TRUE((*process)->Write("hello\n").ok());
    // It does not wait for more input.
    const Outcome outcome = WaitForOutcome(**process);
    EXPECT_EQ(outcome.exit, kFailed);
    EXPECT_THAT(outcome.err,
                ElementsAre("chat_client: cannot write standard output: No space left on device"));
  }
}

// ---- With a scripted server of the chat's own contract ----

class ChatClientPipeRoom : public ::testing::Test {
 protected:
  std::unique_ptr<Process> Start(Lines more = {}) {
    Lines argv = {"chat_client", "--id=ann", "--port=" + std::to_string(server_.address().port)};
    argv.insert(argv.end(), more.begin(), more.end());
    return StartProgram(argv, /*pipe_stdin=*/true);
  }
  // All of `input`, and its end.
  Outcome Run(const std::string& input, Lines more = {}) {
    const auto process = Start(std::move(more));
    EXPECT_TRUE(process->Write(input).ok());
    process->CloseStdin();
    return WaitForOutcome(*process);
  }
  FakeRoom& room() { return server_.room(); }

  FakeChatServer server_;
};

TEST_F(ChatClientPipeRoom, IsTheDefaultContractAndItsLinesArePlain) {
  room().Send("bob", "before");
  room().AddParticipant("bob");
  const Outcome outcome = Run("one\ntwo\n");
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_THAT(outcome.out, ElementsAre("ann > one", "ann > two"));
  EXPECT_THAT(outcome.err, IsEmpty());
  EXPECT_EQ(room().joins().front().participant(), "ann");
}

TEST_F(ChatClientPipeRoom, DeliversEachLineOnceThoughAnswersGetLost) {
  room().LoseAnswers(2, {grpc::StatusCode::UNAVAILABLE, "lost"});
  const Outcome outcome = Run("one\ntwo\n");
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_THAT(outcome.out, ElementsAre("ann > one", "ann > two"));
  EXPECT_THAT(outcome.err, IsEmpty());
  EXPECT_THAT(room().texts(), ElementsAre("one", "two"));
}

TEST_F(ChatClientPipeRoom, WaitsQuietlyWhenItIsThrottled) {
  room().Throttle(3, std::chrono::milliseconds(20));
  const Outcome outcome = Run("one\ntwo\n");
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_THAT(outcome.out, ElementsAre("ann > one", "ann > two"));
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST_F(ChatClientPipeRoom, ReceivesEachLineOnceThoughItsStreamsEnd) {
  room().EndStreamsAfter(7);
  std::string input;
  Lines received;
  for (int i = 1; i <= 30; ++i) {
    input += "line " + std::to_string(i) + "\n";
    received.push_back("ann > line " + std::to_string(i));
  }
  const Outcome outcome = Run(input);
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_THAT(outcome.out, ElementsAreArray(received));
}

TEST_F(ChatClientPipeRoom, ReportsAGapOnStderr) {
  const auto ann = Start();
  EXPECT_TRUE(ann->Write("one\n").ok());
  EXPECT_TRUE(ann->WaitForLine(Process::Stream::kStdout, "ann > one", kHang).ok());
  const grpc::Status gone(grpc::StatusCode::UNAVAILABLE, "cut");
  room().RefuseReaders(gone);
  room().EndStreams(gone);
  EXPECT_TRUE(ann->WaitForLine(Process::Stream::kStderr, "lost the server", kHang).ok());
  for (const std::string text : {"two", "three", "four"}) room().Send("bob", text);
  room().DiscardUpTo(3);
  room().RefuseReaders(grpc::Status::OK);
  EXPECT_TRUE(ann->WaitForLine(Process::Stream::kStdout, "bob > four", kHang).ok());
  ann->CloseStdin();
  const Outcome outcome = WaitForOutcome(*ann);
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_THAT(outcome.out, ElementsAre("ann > one", "bob > four"));
  EXPECT_THAT(outcome.err,
              ElementsAre(StartsWith("lost the server ("), "in the room",
                          "up to 2 messages are missing: the server no longer has them"));
}

TEST_F(ChatClientPipeRoom, EndsWithOneLineWhenItsJoinIsRefusedThoughItsInputStaysOpen) {
  const grpc::Status who(grpc::StatusCode::UNAUTHENTICATED, "who are you");
  const auto ann = Start();
  EXPECT_TRUE(ann->Write("one\n").ok());
  EXPECT_TRUE(ann->WaitForLine(Process::Stream::kStdout, "ann > one", kHang).ok());
  room().EndStreams(who);  // its token expires
  Outcome outcome = WaitForOutcome(*ann);
  EXPECT_EQ(outcome.exit, kFailed);
  EXPECT_THAT(outcome.err, ElementsAre("UNAUTHENTICATED: who are you"));

  room().RefuseReaders(who);
  outcome = WaitForOutcome(*Start());
  EXPECT_EQ(outcome.exit, kFailed);
  EXPECT_THAT(outcome.err, ElementsAre("UNAUTHENTICATED: who are you"));
}

TEST_F(ChatClientPipeRoom, EndsWithTheFirstLineWhenASendIsNotAllowed) {
  room().RefuseMessages({grpc::StatusCode::UNAUTHENTICATED, "who are you"});
  const Outcome outcome = Run("one\ntwo\n");
  EXPECT_EQ(outcome.exit, kFailed);
  EXPECT_THAT(outcome.err, ElementsAre("UNAUTHENTICATED: who are you"));
  EXPECT_EQ(room().sends().size(), 1U);
}

TEST_F(ChatClientPipeFake, WorksWithAServerThatSendsNoMetadataBeforeTheFirstMessage) {
  server_.chat().SendMetadataWithTheFirstMessage();
  const Outcome outcome = Run("hello\n", {"--timeout=0.5"});
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_THAT(outcome.out, ElementsAre("ann > hello"));
}

}  // namespace
}  // namespace workbook::tests
