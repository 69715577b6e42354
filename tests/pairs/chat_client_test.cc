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
using ::testing::Contains;
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
INSTANTIATE_TEST_SUITE_P(Doors, ChatClientPipe,
                         ::testing::Values("room", "chat_proto", "chat", "note"),
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
  Outcome Run(const std::string& input, Lines arguments = {}) {
    arguments.insert(arguments.begin(), {"chat_client", "--id=ann", "--door=" + door_,
                                         "--port=" + std::to_string(server_.address().port)});
    return RunProgram(arguments, input);
  }
  std::string door_ = "chat_proto";
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
  const Outcome outcome = Run("one\ntwo\n", {"--timeout=0.2"});
  EXPECT_EQ(outcome.exit, kFailed);
  EXPECT_THAT(outcome.err,
              ElementsAre("DEADLINE_EXCEEDED: 2 of the 2 lines said were not heard within 200ms"));
}

TEST_F(ChatClientPipeAlone, PrintsNoControlCharactersOfOthers) {
  // ESC, a C1 control, an override of the direction: in the name and in the text.
  const std::string hostile = "a\x1B[2J\xC2\x9B\xE2\x80\xAE" + std::string("b\x07\r\n");
  const std::string tamed = "a\\x1B[2J\\x9B\\u{202E}b\\x07\\x0D\\x0A";
  server_.chat().Echo(hostile, hostile);
  for (const std::string door : {"chat_proto", "chat", "note"}) {
    door_ = door;
    EXPECT_THAT(Run("hello\n").out, Contains(tamed + " > " + tamed)) << door;
  }
  server_.room().Say(hostile, hostile);
  door_ = "room";
  const Outcome outcome = Run("hello\n", {"--history=10"});
  EXPECT_THAT(outcome.out, ElementsAre(tamed + " > " + tamed, "ann > hello"));
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST_F(ChatClientPipeAlone, FailsWhenTheServerIsNoChat) {
  server_.chat().TurnReadersAway({grpc::StatusCode::UNIMPLEMENTED, "no chat"});
  const Outcome outcome = Run("hello\n");
  EXPECT_EQ(outcome.exit, kFailed);
  EXPECT_THAT(outcome.err, ElementsAre("UNIMPLEMENTED: no chat"));
}

TEST_F(ChatClientPipeAlone, EndsAtOnceWithOneLineWhenItsIdIsRefusedAtTheEndOfTheTalkOnly) {
  door_ = "chat";
  server_.chat().Refuse({grpc::StatusCode::INVALID_ARGUMENT, "another name, please"});
  const auto begin = Clock::now();
  const Outcome outcome = Run("hello\n", {"--timeout=40"});
  EXPECT_EQ(outcome.exit, kFailed);
  EXPECT_EQ(outcome.err.at(0), "INVALID_ARGUMENT: another name, please");
  EXPECT_LT(Clock::now() - begin, std::chrono::seconds(20));
}

TEST_F(ChatClientPipeAlone, GivesUpWithTheFirstLineWhenItsIdIsRefused) {
  server_.chat().Refuse({grpc::StatusCode::FAILED_PRECONDITION, "taken"});
  EXPECT_THAT(Run("one\ntwo\nthree\n").err,
              ElementsAre("FAILED_PRECONDITION: the server refused the id \"ann\""));
}

TEST_F(ChatClientPipeAlone, SaysOnStderrThroughWhichDoorItTalksWhenItHadToFallBack) {
  FakeChatServer old(0, FakeChatServer::Serves::kTutorialsDoors);
  const Outcome outcome = RunProgram(
      {"chat_client", "--id=ann", "--port=" + std::to_string(old.address().port)}, "hello\n");
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_THAT(outcome.out, ElementsAre("ann > hello"));
  EXPECT_THAT(outcome.err,
              ElementsAre("the server has no workbook.chat.v1: talking through chat_proto"));
}

TEST_F(ChatClientPipeAlone, EntersNoOtherRoomThanTheOneAskedFor) {
  FakeChatServer old(0, FakeChatServer::Serves::kTutorialsDoors);
  const Outcome outcome = RunProgram(
      {"chat_client", "--id=ann", "--room=kitchen", "--port=" + std::to_string(old.address().port)},
      "hello\n");
  EXPECT_EQ(outcome.exit, kFailed);
  EXPECT_THAT(outcome.err, ElementsAre("UNIMPLEMENTED"));
  door_ = "note";
  EXPECT_EQ(Run("", {"--room=kitchen"}).exit, (runner::Exit{2, 0}));
}

TEST_F(ChatClientPipeAlone, SaysThatStdoutTakesNoMore) {
  for (const std::string door : {"room", "chat_proto"}) {
    const std::string program = ProgramPath("chat_client") + " --id=ann --door=" + door +
                                " --port=" + std::to_string(server_.address().port);
    auto process =
        runner::Process::Start({.argv = {"sh", "-c", program + " >/dev/full"}, .pipe_stdin = true});
    ASSERT_TRUE(process.ok());
    EXPECT_TRUE((*process)->Write("hello\n").ok());
    // It does not wait for more to say.
    const Outcome outcome = WaitForOutcome(**process);
    EXPECT_EQ(outcome.exit, kFailed);
    EXPECT_THAT(outcome.err, ElementsAre("DATA_LOSS: stdout: No space left on device"));
  }
}

// ---- Behind the chat's own door, with a server that does as the test says ----

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

TEST_F(ChatClientPipeRoom, IsTheDoorItTakesAndItsLinesArePlain) {
  room().Say("bob", "before");
  room().Arrive("bob");
  const Outcome outcome = Run("one\ntwo\n");
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_THAT(outcome.out, ElementsAre("ann > one", "ann > two"));
  EXPECT_THAT(outcome.err, IsEmpty());
  EXPECT_EQ(room().joins().front().participant(), "ann");
}

TEST_F(ChatClientPipeRoom, SaysEachLineOnceThoughAnswersGetLost) {
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

TEST_F(ChatClientPipeRoom, HearsAllOfItOnceThoughItsStreamsAreCut) {
  room().CutStreamsAfter(7);
  std::string input;
  Lines heard;
  for (int i = 1; i <= 30; ++i) {
    input += "line " + std::to_string(i) + "\n";
    heard.push_back("ann > line " + std::to_string(i));
  }
  const Outcome outcome = Run(input);
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_THAT(outcome.out, ElementsAreArray(heard));
}

TEST_F(ChatClientPipeRoom, TellsAGapOnStderr) {
  const auto ann = Start();
  EXPECT_TRUE(ann->Write("one\n").ok());
  EXPECT_TRUE(ann->WaitForLine(Process::Stream::kStdout, "ann > one", kHang).ok());
  const grpc::Status gone(grpc::StatusCode::UNAVAILABLE, "cut");
  room().TurnReadersAway(gone);
  room().EndReaders(gone);
  EXPECT_TRUE(ann->WaitForLine(Process::Stream::kStderr, "lost the server", kHang).ok());
  for (const std::string text : {"two", "three", "four"}) room().Say("bob", text);
  room().ForgetUpTo(3);
  room().TurnReadersAway(grpc::Status::OK);
  EXPECT_TRUE(ann->WaitForLine(Process::Stream::kStdout, "bob > four", kHang).ok());
  ann->CloseStdin();
  const Outcome outcome = WaitForOutcome(*ann);
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_THAT(outcome.out, ElementsAre("ann > one", "bob > four"));
  EXPECT_THAT(outcome.err,
              ElementsAre(StartsWith("lost the server ("), "in the room",
                          "up to 2 messages are missing: the server no longer has them"));
}

TEST_F(ChatClientPipeRoom, EndsWithOneLineWhenItIsNotLetInThoughItsInputStaysOpen) {
  const grpc::Status who(grpc::StatusCode::UNAUTHENTICATED, "who are you");
  const auto ann = Start();
  EXPECT_TRUE(ann->Write("one\n").ok());
  EXPECT_TRUE(ann->WaitForLine(Process::Stream::kStdout, "ann > one", kHang).ok());
  room().EndReaders(who);  // its token expires
  Outcome outcome = WaitForOutcome(*ann);
  EXPECT_EQ(outcome.exit, kFailed);
  EXPECT_THAT(outcome.err, ElementsAre("UNAUTHENTICATED: who are you"));

  room().TurnReadersAway(who);
  outcome = WaitForOutcome(*Start());
  EXPECT_EQ(outcome.exit, kFailed);
  EXPECT_THAT(outcome.err, ElementsAre("UNAUTHENTICATED: who are you"));
}

TEST_F(ChatClientPipeRoom, EndsWithTheFirstLineWhenASendIsNotAllowed) {
  room().Refuse({grpc::StatusCode::UNAUTHENTICATED, "who are you"});
  const Outcome outcome = Run("one\ntwo\n");
  EXPECT_EQ(outcome.exit, kFailed);
  EXPECT_THAT(outcome.err, ElementsAre("UNAUTHENTICATED: who are you"));
  EXPECT_EQ(room().sends().size(), 1U);
}

TEST_F(ChatClientPipeAlone, TalksToAServerThatSendsNoMetadataBeforeTheFirstMessage) {
  server_.chat().LetReadersWaitForTheFirstMessage();
  const Outcome outcome = Run("hello\n", {"--timeout=0.5"});
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_THAT(outcome.out, ElementsAre("ann > hello"));
}

}  // namespace
}  // namespace workbook::testing
