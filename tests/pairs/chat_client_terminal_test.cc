// chat_client at a terminal: what a person types and sees, to the letter.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include "pairs/terminal_program.h"
#include "support/eventually.h"
#include "support/fake_chat.h"

namespace workbook::testing {
namespace {

using ::testing::AllOf;
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
  // At the prompt, and in the room: what others say is heard.
  std::unique_ptr<TerminalProgram> StartAsAnn(const std::string& door = "chat_proto") {
    auto ann = Start({"--id=ann", "--door=" + door});
    ann->WaitForLastRows({"message >> "});
    EXPECT_TRUE(Eventually([&] { return server_->chat().readers() == 1; }));
    return ann;
  }

  std::unique_ptr<FakeChatServer> server_ = std::make_unique<FakeChatServer>();
  const int port_ = server_->address().port;
};

TEST_F(ChatClientTerminal, AsksForAnIdThenForMessages) {
  const auto client = Start({});
  EXPECT_THAT(client->WaitForLastRows({"id ? "}), ElementsAre("id ? "));
  EXPECT_TRUE(Eventually([&] { return server_->chat().readers() == 1; }));
  client->Type("ann\r");
  client->WaitForLastRows({"message >> "});
  client->Type("hello\r");
  EXPECT_THAT(client->WaitForLastRows({"ann > hello", "message >> "}),
              ElementsAre("id ? ann", "message >> hello", "ann > hello", "message >> "));
}

TEST_F(ChatClientTerminal, ALineThatComesInLeavesTheOneBeingTypedWhole) {
  const auto ann = StartAsAnn();
  ann->Type("half a li");
  ann->WaitForLastRows({"message >> half a li"});
  server_->chat().Say("bob", "hi ann");
  EXPECT_THAT(ann->WaitForLastRows({"bob > hi ann", "message >> half a li"}),
              ElementsAre("bob > hi ann", "message >> half a li"));
  ann->Type("ne\r");
  EXPECT_THAT(
      ann->WaitForLastRows({"ann > half a line", "message >> "}),
      ElementsAre("bob > hi ann", "message >> half a line", "ann > half a line", "message >> "));
  EXPECT_THAT(server_->chat().said(),
              ElementsAre(Pair("bob", "hi ann"), Pair("ann", "half a line")));
}

TEST_F(ChatClientTerminal, ALineThatComesInLeavesOneOfTwoRowsWhole) {
  const auto ann = StartAsAnn();
  const std::string typed(100, 'x');
  const Rows line = {"message >> " + std::string(69, 'x'), std::string(31, 'x')};
  ann->Type(typed);
  ann->WaitForLastRows(line);
  server_->chat().Say("bob", "hi ann");
  EXPECT_THAT(ann->WaitForLastRows({"bob > hi ann", line[0], line[1]}),
              ElementsAre("bob > hi ann", line[0], line[1]));
}

TEST_F(ChatClientTerminal, AsksForAnotherIdWhenTheServerRefusesOneAndSaysTheMessageUnderIt) {
  const auto ann = StartAsAnn();
  server_->chat().Refuse({grpc::StatusCode::FAILED_PRECONDITION, "taken"});
  ann->Type("hello\r");
  ann->WaitForLastRows({"id ? "});
  server_->chat().Refuse(grpc::Status::OK);
  ann->Type("bea\r");
  EXPECT_THAT(
      ann->WaitForLastRows({"bea > hello", "message >> "}),
      ElementsAre("message >> hello", "FAILED_PRECONDITION: the server refused the id \"ann\"",
                  "id ? bea", "bea > hello", "message >> "));
}

TEST_F(ChatClientTerminal, AsksForAnotherIdInsteadOfAnEmptyOneBehindTheOtherDoors) {
  for (const std::string door : {"chat", "note"}) {
    server_->chat().Refuse({grpc::StatusCode::INVALID_ARGUMENT, "no name"});
    const auto client = Start({"--door=" + door});
    client->WaitForLastRows({"id ? "});
    client->Type("\r");
    client->WaitForLastRows({"message >> "});
    client->Type("hello\r");
    client->WaitForLastRows({"id ? "});
    server_->chat().Refuse(grpc::Status::OK);
    client->Type(door + "\r");
    EXPECT_TRUE(client->WaitForText(door + " > hello\r\n"));
    EXPECT_EQ(server_->chat().said().back(), std::make_pair(door, std::string("hello")));
  }
}

TEST_F(ChatClientTerminal, SaysWhyAMessageWasRefusedAndGoesOn) {
  const auto ann = StartAsAnn("note");
  server_->chat().Refuse({grpc::StatusCode::INVALID_ARGUMENT, "too long"});
  ann->Type("hello\r");
  EXPECT_THAT(ann->WaitForLastRows({"INVALID_ARGUMENT: too long", "message >> "}),
              ElementsAre("message >> hello", "INVALID_ARGUMENT: too long", "message >> "));
}

TEST_F(ChatClientTerminal, WhatOthersSayCannotSteerTheTerminal) {
  const auto ann = StartAsAnn();
  server_->chat().Say("e\x1B[2Jve", "one\ntwo\x07");
  EXPECT_THAT(ann->WaitForLastRows({"e\\x1B[2Jve > one\\x0Atwo\\x07", "message >> "}),
              ElementsAre("e\\x1B[2Jve > one\\x0Atwo\\x07", "message >> "));
  EXPECT_THAT(ann->bytes(), AllOf(Not(HasSubstr("\x1B[2J")), Not(HasSubstr("\x07"))));
}

TEST_F(ChatClientTerminal, SaysThatTheServerIsGoneAndThatItIsBack) {
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

TEST_F(ChatClientTerminal, QAndCtrlDLeaveWithStatus0AndRestoreTheTerminal) {
  for (const std::string keys : {"q\r", "\x04"}) {
    const auto ann = Start({"--id=ann"});
    ann->WaitForLastRows({"message >> "});
    EXPECT_NE(ann->LocalModes(), ann->local_modes_before());
    ann->Type(keys);
    EXPECT_EQ(ann->WaitForExit(), 0);
    EXPECT_EQ(ann->LocalModes(), ann->local_modes_before());
  }
}

TEST_F(ChatClientTerminal, CtrlDLeavesAtTheFirstPrompt) {
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
  server_->chat().BeDeaf();
  ann->Type("hello\r");
  ann->WaitForLastRows({"message >> hello", ""});
  ann->Type("\x03");
  EXPECT_EQ(ann->WaitForExit(), 128 + SIGINT);
}

TEST_F(ChatClientTerminal, LeavesWithoutAServer) {
  server_.reset();
  const auto ann = Start({"--id=ann"});
  ann->WaitForLastRows({"message >> "});
  ann->Type("q\r");
  EXPECT_EQ(ann->WaitForExit(), 0);
}

TEST_F(ChatClientTerminal, EndsWithStatus1WhenTheServerIsNoChat) {
  server_->chat().TurnReadersAway({grpc::StatusCode::UNIMPLEMENTED, "no chat"});
  const auto ann = Start({"--id=ann"});
  EXPECT_EQ(ann->WaitForExit(), 1);
  EXPECT_THAT(ann->bytes(), HasSubstr("UNIMPLEMENTED: no chat\r\n"));
}

}  // namespace
}  // namespace workbook::testing
