// chat_server, and chat_client behind each of the doors, as programs use it: with pipes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include "pairs/client_suite.h"
#include "pairs/programs.h"
#include "pairs/server_suite.h"

namespace workbook::testing {
namespace {

using Argv = std::vector<std::string>;
using runner::Exit;
using runner::Process;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr auto kStdout = Process::Stream::kStdout;
constexpr auto kStderr = Process::Stream::kStderr;

INSTANTIATE_TEST_SUITE_P(Chat, ServerSuite,
                         ::testing::Values(ServerCase{
                             "Chat",
                             {"chat_server"},
                             {"chat_proto.Chat", "chat.ChatService", "grpc.ChatServer"},
                             33333}),
                         CaseName<ServerCase>);

ClientCase Client(const std::string& name, const std::string& door) {
  return {name,
          {"chat_client", "--id=ann", "--door=" + door},
          "chat_server",
          {"--no-such-flag", "--door=window"}};
}
INSTANTIATE_TEST_SUITE_P(Chat, ClientSuite,
                         ::testing::Values(Client("Auto", "auto"), Client("Room", "room"),
                                           Client("ChatProto", "chat_proto"),
                                           Client("Chat", "chat"), Client("Note", "note")),
                         CaseName<ClientCase>);

// A client that stays until its stdin is closed.
class Seat {
 public:
  Seat(const RunningServer& server, const std::string& id, const std::string& door)
      : process_(StartProgram({"chat_client", "--id=" + id, "--door=" + door, server.PortFlag()},
                              /*pipe_stdin=*/true)) {}

  void Say(const std::string& line) { EXPECT_TRUE(process_->Write(line + "\n").ok()); }
  void AwaitHeard(const std::string& line) { EXPECT_EQ(Await(kStdout, line), line); }
  // The line with `part` in it; empty when there is none.
  std::string Await(Process::Stream stream, const std::string& part) {
    const auto line = process_->WaitForLine(stream, part, kHang);
    EXPECT_TRUE(line.ok()) << line.status();
    return line.value_or("");
  }
  Outcome Leave() {
    process_->CloseStdin();
    return WaitForOutcome(*process_);
  }

 private:
  std::unique_ptr<Process> process_;
};

// The parameter is the door.
class ChatPair : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(EachDoor, ChatPair,
                         ::testing::Values("room", "chat_proto", "chat", "note"),
                         [](const ::testing::TestParamInfo<std::string>& door) {
                           return door.param;
                         });

TEST_P(ChatPair, SaysItsLinesHearsThemAndLeaves) {
  RunningServer server({"chat_server"});
  const Outcome outcome =
      RunProgram({"chat_client", "--id=ann", "--door=" + GetParam(), server.PortFlag()},
                 "hello\nwho is there?\n");
  EXPECT_EQ(outcome.exit, (Exit{0, 0}));
  EXPECT_THAT(outcome.out, ElementsAre("ann > hello", "ann > who is there?"));
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST_P(ChatPair, SaysThatALineIsRefused) {
  RunningServer server({"chat_server"});
  const std::string too_long(20'000, 'x');
  const Outcome outcome =
      RunProgram({"chat_client", "--id=ann", "--door=" + GetParam(), server.PortFlag()},
                 "hello\n" + too_long + "\n");
  EXPECT_EQ(outcome.exit, (Exit{1, 0}));
  EXPECT_THAT(outcome.out, ElementsAre("ann > hello"));
  EXPECT_THAT(outcome.err, Contains(StartsWith("INVALID_ARGUMENT: ")));
}

TEST_P(ChatPair, LetsTheServerEndInTimeWithReadersThere) {
  RunningServer server({"chat_server"});
  std::vector<std::unique_ptr<Seat>> seats;
  for (int i = 0; i < 5; ++i) {
    const std::string id = "reader" + std::to_string(i);
    seats.push_back(std::make_unique<Seat>(server, id, GetParam()));
    seats.back()->Say("I, " + id);
    seats.back()->AwaitHeard(id + " > I, " + id);
  }
  EXPECT_EQ(server.Stop(SIGTERM).exit, (Exit{0, 0}));
}

TEST_P(ChatPair, ComesBackAfterTheServerWasKilled) {
  auto server = std::make_unique<RunningServer>(std::vector<std::string>{"chat_server"});
  const int port = server->port();
  Seat ann(*server, "ann", GetParam());
  ann.Say("before");
  ann.AwaitHeard("ann > before");
  EXPECT_EQ(server->Stop(SIGKILL).exit, (Exit{0, SIGKILL}));
  ann.Await(kStderr, "");  // says so
  RunningServer again({"chat_server"}, port);
  Seat ben(again, "ben", "note");  // whose history gives to those who come late
  ann.Say("after");
  ann.AwaitHeard("ann > after");
  ben.AwaitHeard("ann > after");
  EXPECT_EQ(ben.Leave().exit, (Exit{0, 0}));
}

TEST(ChatRoomPair, IsOneRoomBehindAllDoors) {
  RunningServer server({"chat_server"});
  Seat ann(server, "ann", "chat_proto");
  ann.Say("one");
  ann.AwaitHeard("ann > one");
  Seat ben(server, "ben", "chat");
  ben.Say("two");
  ben.AwaitHeard("ben > two");
  Seat cho(server, "cho", "note");
  cho.Say("three");
  cho.AwaitHeard("cho > three");
  Seat dee(server, "dee", "room");
  dee.Say("four");
  for (Seat* seat : {&ann, &ben, &cho, &dee}) seat->AwaitHeard("dee > four");
  EXPECT_THAT(dee.Leave().out, ElementsAre("dee > four"));
  EXPECT_THAT(cho.Leave().out, ElementsAre("ann > one", "ben > two", "cho > three", "dee > four"));
  EXPECT_THAT(ben.Leave().out, ElementsAre("ben > two", "cho > three", "dee > four"));
  EXPECT_THAT(ann.Leave().out, ElementsAre("ann > one", "ben > two", "cho > three", "dee > four"));
}

TEST(ChatRoomPair, ShowsNoControlCharacters) {
  RunningServer server({"chat_server"});
  const Outcome outcome =
      RunProgram({"chat_client", "--id=ann", server.PortFlag()}, "\x1b[2J\x07wiped\n");
  EXPECT_EQ(outcome.exit, (Exit{0, 0}));
  EXPECT_THAT(outcome.out, ElementsAre("ann > \\x1B[2J\\x07wiped"));
}

TEST(ChatClientProgram, AsksForANameWhereNobodyCanBeAsked) {
  for (const auto& argv : {Argv{"chat_client"}, Argv{"chat_client", "--id", ""}}) {
    const Outcome outcome = RunProgram(argv);
    EXPECT_EQ(outcome.exit, (Exit{2, 0}));
    EXPECT_THAT(outcome.err.at(0), HasSubstr("--id"));
    EXPECT_THAT(outcome.err, Contains("Example:"));
  }
}

}  // namespace
}  // namespace workbook::testing
