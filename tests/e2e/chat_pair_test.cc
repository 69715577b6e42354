// chat_server, and chat_client with each contract, as programs use it: with pipes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include "tests/e2e/client_suite.h"
#include "tests/e2e/programs.h"
#include "tests/e2e/server_suite.h"

namespace workbook::tests {
namespace {

using Argv = std::vector<std::string>;
using base::Exit;
using base::Process;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
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

ClientCase Case(const std::string& name, const std::string& contract) {
  return {name,
          {"chat_client", "--id=ann", "--contract=" + contract},
          "chat_server",
          {"--no-such-flag", "--contract=window", "--door=window"}};
}
INSTANTIATE_TEST_SUITE_P(Chat, ClientSuite,
                         ::testing::Values(Case("Auto", "auto"), Case("Room", "room"),
                                           Case("ChatProto", "chat_proto"), Case("Chat", "chat"),
                                           Case("Note", "note")),
                         CaseName<ClientCase>);

// A client that stays in the room until its stdin is closed.
class Client {
 public:
  Client(const RunningServer& server, const std::string& id, const std::string& contract)
      : process_(
            StartProgram({"chat_client", "--id=" + id, "--contract=" + contract, server.PortFlag()},
                         /*pipe_stdin=*/true)) {}

  void Send(const std::string& line) { EXPECT_TRUE(process_->Write(line + "\n").ok()); }
  void ExpectLine(const std::string& line) { EXPECT_EQ(Await(kStdout, line), line); }
  // The line with `part` in it; empty when there is none.
  std::string Await(Process::Stream stream, const std::string& part) {
    const auto line = process_->WaitForLine(stream, part, kHang);
    EXPECT_TRUE(line.ok()) << line.status();
    return line.value_or("");
  }
  Outcome Quit() {
    process_->CloseStdin();
    return WaitForOutcome(*process_);
  }

 private:
  std::unique_ptr<Process> process_;
};

// The parameter is the contract.
class ChatPair : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(EachContract, ChatPair,
                         ::testing::Values("room", "chat_proto", "chat", "note"),
                         [](const ::testing::TestParamInfo<std::string>& contract) {
                           return contract.param;
                         });

TEST_P(ChatPair, SendsItsLinesReceivesThemAndEnds) {
  RunningServer server({"chat_server"});
  const Outcome outcome =
      RunProgram({"chat_client", "--id=ann", "--contract=" + GetParam(), server.PortFlag()},
                 "hello\nwho is there?\n");
  EXPECT_EQ(outcome.exit, (Exit{0, 0}));
  EXPECT_THAT(outcome.out, ElementsAre("ann > hello", "ann > who is there?"));
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST_P(ChatPair, ReportsARefusedLine) {
  RunningServer server({"chat_server"});
  const std::string too_long(20'000, 'x');
  const Outcome outcome =
      RunProgram({"chat_client", "--id=ann", "--contract=" + GetParam(), server.PortFlag()},
                 "hello\n" + too_long + "\n");
  EXPECT_EQ(outcome.exit, (Exit{1, 0}));
  EXPECT_THAT(outcome.out, ElementsAre("ann > hello"));
  EXPECT_THAT(outcome.err, Contains(StartsWith("INVALID_ARGUMENT: ")));
}

TEST_P(ChatPair, TheServerEndsInTimeWithReadersPresent) {
  RunningServer server({"chat_server"});
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 5; ++i) {
    const std::string id = "reader" + std::to_string(i);
    clients.push_back(std::make_unique<Client>(server, id, GetParam()));
    clients.back()->Send("I, " + id);
    clients.back()->ExpectLine(id + " > I, " + id);
  }
  EXPECT_EQ(server.Stop(SIGTERM).exit, (Exit{0, 0}));
}

TEST_P(ChatPair, ReconnectsAfterTheServerWasKilled) {
  auto server = std::make_unique<RunningServer>(std::vector<std::string>{"chat_server"});
  const int port = server->port();
  Client ann(*server, "ann", GetParam());
  ann.Send("before");
  ann.ExpectLine("ann > before");
  EXPECT_EQ(server->Stop(SIGKILL).exit, (Exit{0, SIGKILL}));
  ann.Await(kStderr, "");  // reports it
  RunningServer again({"chat_server"}, port);
  Client ben(again, "ben", "note");  // whose history includes what it missed
  ann.Send("after");
  ann.ExpectLine("ann > after");
  ben.ExpectLine("ann > after");
  EXPECT_EQ(ben.Quit().exit, (Exit{0, 0}));
}

TEST(ChatRoomPair, AllContractsShareOneRoom) {
  RunningServer server({"chat_server"});
  Client ann(server, "ann", "chat_proto");
  ann.Send("one");
  ann.ExpectLine("ann > one");
  Client ben(server, "ben", "chat");
  ben.Send("two");
  ben.ExpectLine("ben > two");
  Client cho(server, "cho", "note");
  cho.Send("three");
  cho.ExpectLine("cho > three");
  Client dee(server, "dee", "room");
  dee.Send("four");
  for (Client* client : {&ann, &ben, &cho, &dee}) client->ExpectLine("dee > four");
  EXPECT_THAT(dee.Quit().out, ElementsAre("dee > four"));
  EXPECT_THAT(cho.Quit().out, ElementsAre("ann > one", "ben > two", "cho > three", "dee > four"));
  EXPECT_THAT(ben.Quit().out, ElementsAre("ben > two", "cho > three", "dee > four"));
  EXPECT_THAT(ann.Quit().out, ElementsAre("ann > one", "ben > two", "cho > three", "dee > four"));
}

TEST(ChatRoomPair, ShowsNoControlCharacters) {
  RunningServer server({"chat_server"});
  const Outcome outcome =
      RunProgram({"chat_client", "--id=ann", server.PortFlag()}, "\x1b[2J\x07wiped\n");
  EXPECT_EQ(outcome.exit, (Exit{0, 0}));
  EXPECT_THAT(outcome.out, ElementsAre("ann > \\x1B[2J\\x07wiped"));
}

TEST(ChatClientProgram, RequiresANameWithoutATerminal) {
  for (const auto& argv : {Argv{"chat_client"}, Argv{"chat_client", "--id", ""}}) {
    const Outcome outcome = RunProgram(argv);
    EXPECT_EQ(outcome.exit, (Exit{2, 0}));
    EXPECT_THAT(outcome.err.at(0), HasSubstr("--id"));
    EXPECT_THAT(outcome.err, Contains("Example:"));
  }
}

TEST(ChatClientProgram, AcceptsTheOldNameOfContractAndHidesIt) {
  RunningServer server({"chat_server"});
  RunProgram({"chat_client", "--id=ann", server.PortFlag()}, "first\n");
  const Outcome outcome =
      RunProgram({"chat_client", "--id=bob", "--door=note", server.PortFlag()}, "second\n");
  EXPECT_EQ(outcome.exit, (Exit{0, 0}));
  EXPECT_THAT(outcome.out, ElementsAre("ann > first", "bob > second"));  // note sends the history
  const Outcome both = RunProgram({"chat_client", "--id=bob", "--door=note", "--contract=note"});
  EXPECT_EQ(both.exit, (Exit{2, 0}));
  const Outcome help = RunProgram({"chat_client", "--help"});
  EXPECT_THAT(help.out, Contains(HasSubstr("--contract")));
  EXPECT_THAT(help.out, Not(Contains(HasSubstr("--door"))));
}

}  // namespace
}  // namespace workbook::tests
