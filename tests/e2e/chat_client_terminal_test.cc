// chat_client at a terminal: what a user types and sees, to the letter.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include "conformance/eventually.h"
#include "tests/e2e/terminal_program.h"
#include "tests/support/fake_chat.h"

namespace workbook::tests {
namespace {

using conformance::Eventually;

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;

using Rows = std::vector<std::string>;

class ChatClientTerminal : public ::testing::Test {
 protected:
  std::unique_ptr<TerminalProgram> Start(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"chat_client", "--port=" + std::to_string(port_)});
    return std::make_unique<TerminalProgram>(arguments);
  }
  // With a tutorial's contract: at the prompt, and in the room, where it receives messages.
  std::unique_ptr<TerminalProgram> StartAsAnn(const std::string& contract = "chat_proto") {
    auto ann = Start({"--id=ann", "--contract=" + contract});
    ann->WaitForLastRows({"message >> "});
    EXPECT_TRUE(Eventually([&] { return server_->chat().readers() == 1; }));
    return ann;
  }

  std::unique_ptr<FakeChatServer> server_ = std::make_unique<FakeChatServer>();
  const int port_ = server_->address().port;
};

TEST_F(ChatClientTerminal, AsksForAnIdThenForMessages) {
  const auto client = Start({"--contract=chat_proto"});
  EXPECT_THAT(client->WaitForLastRows({"id ? "}), ElementsAre("id ? "));
  client->Type("ann\r");
  client->WaitForLastRows({"message >> "});
  EXPECT_TRUE(Eventually([&] { return server_->chat().readers() == 1; }));
  client->Type("hello\r");
  EXPECT_THAT(client->WaitForLastRows({"ann > hello", "message >> "}),
              ElementsAre("id ? ann", "message >> hello", "ann > hello", "message >> "));
}

TEST_F(ChatClientTerminal, AMessageLeavesTheLineBeingTypedIntact) {
  const auto ann = StartAsAnn();
  ann->Type("half a li");
  ann->WaitForLastRows({"message >> half a li"});
  server_->chat().Send("bob", "hi ann");
  EXPECT_THAT(ann->WaitForLastRows({"bob > hi ann", "message >> half a li"}),
              ElementsAre("bob > hi ann", "message >> half a li"));
  ann->Type("ne\r");
  EXPECT_THAT(
      ann->WaitForLastRows({"ann > half a line", "message >> "}),
      ElementsAre("bob > hi ann", "message >> half a line", "ann > half a line", "message >> "));
  EXPECT_THAT(server_->chat().messages(),
              ElementsAre(Pair("bob", "hi ann"), Pair("ann", "half a line")));
}

TEST_F(ChatClientTerminal, AMessageLeavesALineOfTwoRowsIntact) {
  const auto ann = StartAsAnn();
  const std::string typed(100, 'x');
  const Rows line = {"message >> " + std::string(69, 'x'), std::string(31, 'x')};
  ann->Type(typed);
  ann->WaitForLastRows(line);
  server_->chat().Send("bob", "hi ann");
  EXPECT_THAT(ann->WaitForLastRows({"bob > hi ann", line[0], line[1]}),
              ElementsAre("bob > hi ann", line[0], line[1]));
}

TEST_F(ChatClientTerminal, AsksForAnotherIdWhenTheServerRefusesOneAndSendsTheMessageUnderIt) {
  const auto ann = StartAsAnn();
  server_->chat().RefuseMessages({grpc::StatusCode::FAILED_PRECONDITION, "taken"});
  ann->Type("hello\r");
  ann->WaitForLastRows({"id ? "});
  server_->chat().RefuseMessages(grpc::Status::OK);
  ann->Type("bea\r");
  EXPECT_THAT(
      ann->WaitForLastRows({"bea > hello", "message >> "}),
      ElementsAre("message >> hello", "FAILED_PRECONDITION: the server refused the id \"ann\"",
                  "id ? bea", "bea > hello", "message >> "));
}

TEST_F(ChatClientTerminal, AsksForAnotherIdInsteadOfAnEmptyOneWithTheOtherContracts) {
  for (const std::string contract : {"chat", "note"}) {
    server_->chat().RefuseMessages({grpc::StatusCode::INVALID_ARGUMENT, "no name"});
    const auto client = Start({"--contract=" + contract});
    client->WaitForLastRows({"id ? "});
    client->Type("\r");
    client->WaitForLastRows({"message >> "});
    client->Type("hello\r");
    client->WaitForLastRows({"id ? "});
    server_->chat().RefuseMessages(grpc::Status::OK);
    client->Type(contract + "\r");
    const Rows sent = {contract + " > hello", "message >> "};
    EXPECT_EQ(client->WaitForLastRows(sent).size(), 6U);
    EXPECT_EQ(server_->chat().messages().back(), std::make_pair(contract, std::string("hello")));
  }
}

TEST_F(ChatClientTerminal, ReportsWhyAMessageWasRefusedAndGoesOn) {
  const auto ann = StartAsAnn("note");
  server_->chat().RefuseMessages({grpc::StatusCode::INVALID_ARGUMENT, "too long"});
  ann->Type("hello\r");
  EXPECT_THAT(ann->WaitForLastRows({"INVALID_ARGUMENT: too long", "message >> "}),
              ElementsAre("message >> hello", "INVALID_ARGUMENT: too long", "message >> "));
}

TEST_F(ChatClientTerminal, MessagesCannotControlTheTerminal) {
  const auto ann = StartAsAnn();
  server_->chat().Send("e\x1B[2Jve", "one\ntwo\x07");
  EXPECT_THAT(ann->WaitForLastRows({"e\\x1B[2Jve > one\\x0Atwo\\x07", "message >> "}),
              ElementsAre("e\\x1B[2Jve > one\\x0Atwo\\x07", "message >> "));
  EXPECT_THAT(ann->bytes(), AllOf(Not(HasSubstr("\x1B[2J")), Not(HasSubstr("\x07"))));
}

TEST_F(ChatClientTerminal, ReportsThatTheServerIsGoneAndThatItIsBack) {
  const auto ann = StartAsAnn();
  ann->Type("half");
  ann->WaitForLastRows({"message >> half"});
  server_.reset();
  server_ = std::make_unique<FakeChatServer>(port_);
  EXPECT_TRUE(ann->WaitForText("in the room"));
  const Rows shown = ann->WaitForLastRows({"in the room", "message >> half"});
  EXPECT_THAT(shown.front(), StartsWith("lost the server ("));
  EXPECT_EQ(shown.back(), "message >> half");
}

TEST_F(ChatClientTerminal, WaitsForAServerThatIsNotThereYet) {
  server_.reset();
  const auto ann = Start({"--id=ann"});
  ASSERT_TRUE(ann->WaitForText("no server yet (UNAVAILABLE: "));
  server_ = std::make_unique<FakeChatServer>(port_);
  EXPECT_TRUE(ann->WaitForText("in the room"));
}

TEST_F(ChatClientTerminal, QAndCtrlDQuitWithStatus0AndRestoreTheTerminal) {
  for (const std::string keys : {"q\r", "\x04"}) {
    const auto ann = Start({"--id=ann"});
    ann->WaitForLastRows({"message >> "});
    EXPECT_NE(ann->LocalModes(), ann->local_modes_before());
    ann->Type(keys);
    EXPECT_EQ(ann->WaitForExit(), 0);
    EXPECT_EQ(ann->LocalModes(), ann->local_modes_before());
  }
}

TEST_F(ChatClientTerminal, CtrlDQuitsAtTheFirstPrompt) {
  const auto client = Start({});
  client->WaitForLastRows({"id ? "});
  client->Type("\x04");
  EXPECT_EQ(client->WaitForExit(), 0);
}

TEST_F(ChatClientTerminal, CtrlCEndsItAsASignalDoesAndRestoresTheTerminal) {
  const auto ann = StartAsAnn();
  ann->Type("half\x03");
  EXPECT_EQ(ann->WaitForExit(), 128 + SIGINT);
  EXPECT_EQ(ann->LocalModes(), ann->local_modes_before());
}

TEST_F(ChatClientTerminal, CtrlCEndsItWhileAMessageWaitsForItsAnswer) {
  const auto ann = StartAsAnn();
  server_->chat().StopAnswering();
  ann->Type("hello\r");
  ann->WaitForLastRows({"message >> hello", ""});
  ann->Type("\x03");
  EXPECT_EQ(ann->WaitForExit(), 128 + SIGINT);
}

TEST_F(ChatClientTerminal, QuitsWithoutAServer) {
  server_.reset();
  const auto ann = Start({"--id=ann"});
  ann->WaitForLastRows({"(offline) message >> "});
  ann->Type("q\r");
  EXPECT_EQ(ann->WaitForExit(), 0);
}

TEST_F(ChatClientTerminal, EndsWithStatus1WhenTheServerIsNoChat) {
  server_->chat().RefuseReaders({grpc::StatusCode::UNIMPLEMENTED, "no chat"});
  const auto ann = Start({"--id=ann", "--contract=chat_proto"});
  EXPECT_EQ(ann->WaitForExit(), 1);
  EXPECT_THAT(ann->bytes(), HasSubstr("UNIMPLEMENTED: no chat\r\n"));
}

// ---- With the chat's own contract ----

class ChatClientRoomTerminal : public ::testing::Test {
 protected:
  std::unique_ptr<TerminalProgram> Start(std::vector<std::string> arguments,
                                         TerminalProgram::Size size = {24, 80},
                                         std::vector<std::string> environment = {}) {
    arguments.insert(arguments.begin(), {"chat_client", "--port=" + std::to_string(port_)});
    return std::make_unique<TerminalProgram>(arguments, size, environment);
  }
  // At the prompt, in the room with bob.
  std::unique_ptr<TerminalProgram> StartAsAnn(TerminalProgram::Size size = {24, 80},
                                              std::vector<std::string> environment = {}) {
    room().AddParticipant("bob");
    auto ann = Start({"--id=ann"}, size, std::move(environment));
    // The session prints the one, the prompt is the other, in either order.
    EXPECT_TRUE(ann->WaitForText("lobby, 1 here: bob"));
    ann->WaitForLastRows({"message >> "});
    return ann;
  }
  FakeRoom& room() { return server_->room(); }

  std::unique_ptr<FakeChatServer> server_ = std::make_unique<FakeChatServer>();
  const int port_ = server_->address().port;
};

TEST_F(ChatClientRoomTerminal, ShowsTheRoomItsHistoryTimesAndWhoJoinsAndLeaves) {
  room().AddParticipant("bob");
  room().Send("bob", "before");
  const auto ann = Start({});
  ann->WaitForLastRows({"id ? "});
  ann->Type("ann\r");
  ann->WaitForLastRows({"03:05 bob > before", "message >> "});
  room().AddParticipant("cho");
  ann->WaitForLastRows({"03:06 -- cho joined", "message >> "});
  ann->Type("hello\r");  // shown once, with its time
  ann->WaitForLastRows({"03:07 ann > hello", "message >> "});
  room().RemoveParticipant("bob");
  EXPECT_THAT(
      ann->WaitForLastRows({"03:08 -- bob left", "message >> "}),
      ElementsAre("id ? ann", "-- lobby, 1 here: bob", "-- 2021-01-02", "03:05 bob > before",
                  "03:06 -- cho joined", "03:07 ann > hello", "03:08 -- bob left", "message >> "));
  EXPECT_EQ(room().joins().front().last_messages(), 20U);
}

TEST_F(ChatClientRoomTerminal, KnowsItsCommandsAndReportsUnknownOnes) {
  const auto ann = StartAsAnn();
  ann->Type("/who\r");
  ann->WaitForLastRows({"-- 1 here: bob", "message >> "});
  ann->Type("/help\r");
  ann->WaitForLastRows({"-- /who   who is here", "-- /quit  leave (so do q and Ctrl-D)",
                        "-- //x    send /x", "message >> "});
  ann->Type("/whoo\r");
  ann->WaitForLastRows({"-- no such command: /whoo (try /help)", "message >> "});
  EXPECT_THAT(room().sends(), ::testing::IsEmpty());
  ann->Type("//etc\r");
  EXPECT_TRUE(ann->WaitForText("/etc"));
  EXPECT_TRUE(Eventually([&] { return room().texts() == std::vector<std::string>{"/etc"}; }));
  ann->Type("/quit\r");
  EXPECT_EQ(ann->WaitForExit(), 0);
}

TEST_F(ChatClientRoomTerminal, ShowsInThePromptThatItIsOfflineAndLaterSendsWhatWasTyped) {
  const auto ann = StartAsAnn();
  const grpc::Status gone(grpc::StatusCode::UNAVAILABLE, "cut");
  ann->Type("half a");
  ann->WaitForLastRows({"message >> half a"});
  room().RefuseReaders(gone);
  room().EndStreams(gone);
  ann->WaitForLastRows({"(offline) message >> half a"});
  ann->Type(" line\r");
  ann->WaitForLastRows({"-- not sent yet: half a line", "(offline) message >> "});
  room().Send("bob", "are you there?");
  room().RefuseReaders(grpc::Status::OK);
  const Rows shown = ann->WaitForLastRows({"03:06 ann > half a line", "message >> "});
  EXPECT_THAT(
      shown,
      ElementsAre("-- lobby, 1 here: bob", "lost the server (UNAVAILABLE: cut); reconnecting",
                  "-- not sent yet: half a line", "in the room", "-- 2021-01-02",
                  "03:05 bob > are you there?", "03:06 ann > half a line", "message >> "));
}

TEST_F(ChatClientRoomTerminal, ShowsWhoJoinsARoomThatRestarted) {
  const auto ann = StartAsAnn();
  const grpc::Status gone(grpc::StatusCode::UNAVAILABLE, "cut");
  room().RefuseReaders(gone);
  room().EndStreams(gone);
  ann->WaitForLastRows({"(offline) message >> "});
  room().Restart("second");
  room().RefuseReaders(grpc::Status::OK);
  ann->WaitForLastRows({"the room restarted; messages sent meanwhile may be lost", "message >> "});
  room().AddParticipant("cho");  // a sequence number that the first epoch had as well
  ann->WaitForLastRows({"03:04 -- cho joined", "message >> "});
}

TEST_F(ChatClientRoomTerminal, QuitsAtOnceWithAnUnsentMessageAndReportsIt) {
  const auto ann = StartAsAnn();
  server_.reset();
  ann->WaitForLastRows({"(offline) message >> "});
  ann->Type("hello\r");
  ann->WaitForLastRows({"-- not sent yet: hello", "(offline) message >> "});
  ann->Type("q\r");
  EXPECT_EQ(ann->WaitForExit(), 1);
  EXPECT_THAT(ann->bytes(), HasSubstr("quit with 1 unsent message"));
}

TEST_F(ChatClientRoomTerminal, SendsTheLastMessageBeforeItQuits) {
  const auto ann = StartAsAnn();
  room().Throttle(1, std::chrono::milliseconds(50));
  ann->Type("bye\rq\r");
  EXPECT_EQ(ann->WaitForExit(), 0);
  EXPECT_THAT(room().texts(), ElementsAre("bye"));
  EXPECT_THAT(ann->bytes(), HasSubstr("too fast for the server: trying again in 50ms"));
}

TEST_F(ChatClientRoomTerminal, ReportsWhichMessageWasRefusedAndWhy) {
  const auto ann = StartAsAnn();
  room().RefuseMessages({grpc::StatusCode::INVALID_ARGUMENT, "too long"});
  ann->Type("a line of more than twenty-four bytes\r");
  ann->WaitForLastRows(
      {"INVALID_ARGUMENT: too long (not sent: a line of more than twen...)", "message >> "});
  EXPECT_THAT(ann->bytes(),
              HasSubstr("INVALID_ARGUMENT: too long (not sent: a line of more than twen...)"));
}

TEST_F(ChatClientRoomTerminal, EndsWithStatus1WhenItsTokenIsNoLongerValid) {
  const auto ann = StartAsAnn();
  room().EndStreams({grpc::StatusCode::UNAUTHENTICATED, "the token has expired"});
  EXPECT_EQ(ann->WaitForExit(), 1);
  EXPECT_THAT(ann->bytes(), HasSubstr("UNAUTHENTICATED: the token has expired\r\n"));
}

TEST_F(ChatClientRoomTerminal, AsksForANameThatOthersCanSee) {
  const auto client = Start({});
  client->WaitForLastRows({"id ? "});
  client->Type("\r");
  client->WaitForLastRows({"FAILED_PRECONDITION: an id is required", "id ? "});
  client->Type("ann\r");
  client->WaitForLastRows({"message >> "});
  EXPECT_TRUE(Eventually([&] { return !room().joins().empty(); }));
  EXPECT_EQ(room().joins().front().participant(), "ann");
}

TEST_F(ChatClientRoomTerminal, NothingThatOthersSendControlsTheTerminal) {
  const std::string hostile = "a\x1B[2J\xC2\x9B\xE2\x80\xAE" + std::string("b\x07");
  const std::string escaped = "a\\x1B[2J\\x9B\\u{202E}b\\x07";
  const auto ann = StartAsAnn({24, 80}, {"NO_COLOR=1"});
  room().AddParticipant(hostile);
  room().Send(hostile, hostile);
  room().RemoveParticipant(hostile);
  ann->WaitForLastRows({"03:05 -- " + escaped + " joined", "03:06 " + escaped + " > " + escaped,
                        "03:07 -- " + escaped + " left", "message >> "});
  room().EndStreams({grpc::StatusCode::UNAVAILABLE, hostile});
  ann->WaitForLastRows({"in the room", "message >> "});
  room().AddParticipant(hostile);
  ann->WaitForLastRows({"03:08 -- " + escaped + " joined", "message >> "});
  ann->Type("/who\r");
  ann->WaitForLastRows({"-- 2 here: " + escaped + ", bob", "message >> "});
  EXPECT_THAT(ann->bytes(), AllOf(HasSubstr(escaped), HasSubstr("2 here"),
                                  Not(HasSubstr("\x1B[2J")), Not(HasSubstr("\xC2\x9B")),
                                  Not(HasSubstr("\xE2\x80\xAE")), Not(HasSubstr("\x07"))));
}

// ---- Terminals of all kinds ----

TEST_F(ChatClientRoomTerminal, ColoursNamesUnlessTheEnvironmentForbidsIt) {
  const std::string in_colour = "\x1B[36mbob\x1B[0m > hi";
  {
    const auto ann = StartAsAnn();
    room().Send("bob", "hi");
    EXPECT_TRUE(ann->WaitForText(in_colour));
    ann->Type("me\r");
    EXPECT_TRUE(ann->WaitForText("\x1B[1m"));  // the own name is bold
  }
  for (const std::string setting : {"NO_COLOR=1", "TERM=dumb"}) {
    const auto ann = StartAsAnn({24, 80}, {setting});
    EXPECT_TRUE(ann->WaitForText("bob > hi"));
    EXPECT_THAT(ann->bytes(), Not(ContainsRegex("\x1B\\[[0-9]*m")));
  }
}

TEST_F(ChatClientRoomTerminal, OnADumbTerminalTheLineIsRepeatedBelowEachMessage) {
  const auto ann = StartAsAnn({24, 80}, {"TERM=dumb"});
  ann->Type("half a li");
  ann->WaitForLastRows({"message >> half a li"});
  room().Send("bob", "hi ann");
  EXPECT_THAT(ann->WaitForLastRows({"message >> half a li", "-- 2021-01-02", "03:05 bob > hi ann",
                                    "message >> half a li"})
                  .back(),
              "message >> half a li");
  ann->Type("ne\r");
  ann->WaitForLastRows({"03:06 ann > half a line", "message >> "});
  EXPECT_THAT(ann->bytes(), Not(HasSubstr("\x1B")));
}

TEST_F(ChatClientRoomTerminal, TheLineStaysIntactOnASmallTerminalAndWhenItIsResized) {
  const auto ann = StartAsAnn({10, 40});
  const std::string typed = "a line that takes more than one row of forty";
  const Rows narrow = {"message >> a line that takes more than o", "ne row of forty"};
  const std::string wide = "message >> " + typed;
  ann->Type(typed);
  ann->WaitForLastRows(narrow);
  room().Send("bob", "hi");
  ann->WaitForLastRows({"03:05 bob > hi", narrow[0], narrow[1]});
  ann->Resize({24, 80});
  ann->WaitForLastRows({wide});
  room().Send("bob", "wider?");
  ann->WaitForLastRows({"03:06 bob > wider?", wide});
  ann->Resize({10, 40});
  room().Send("bob", "narrow again");
  ann->WaitForLastRows({"03:07 bob > narrow again", narrow[0], narrow[1]});
  ann->Type("\r");
  EXPECT_THAT(ann->WaitForLastRows({"message >> "}).back(), "message >> ");
  EXPECT_TRUE(Eventually([&] { return room().texts().back() == typed; }));
}

TEST_F(ChatClientRoomTerminal, TheUpKeyBringsBackTheLastLine) {
  const auto ann = StartAsAnn();
  ann->Type("first\r");
  ann->WaitForLastRows({"03:05 ann > first", "message >> "});
  ann->Type("\x1B[A");
  ann->WaitForLastRows({"message >> first"});
  ann->Type("\x1B[D\x1B[D\x7F\r");  // two to the left, and delete one
  ann->WaitForLastRows({"03:06 ann > fist", "message >> "});
  EXPECT_THAT(room().texts(), ElementsAre("first", "fist"));
}

}  // namespace
}  // namespace workbook::tests
