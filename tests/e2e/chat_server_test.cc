// The chat server as a process: the contract suites over real sockets, and what only a process
// shows, its CPU time and its exit status.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <ctime>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "conformance/cpu_time.h"
#include "conformance/matchers.h"
#include "conformance/own_connection.h"
#include "conformance/suites/chat.h"
#include "conformance/suites/chat_client.h"
#include "conformance/suites/room.h"
#include "rpc/channel.h"
#include "tests/e2e/programs.h"
#include "tests/service/chat_v1_server.h"
#include "tests/service/one_room_suite.h"

namespace workbook::tests {
namespace {

using conformance::CpuTimeOf;
using conformance::DialOwnConnection;
using conformance::StatusIs;
using conformance::Subject;
using conformance::SubjectName;
using conformance::suites::AllContracts;
using conformance::suites::ChatClient;
using conformance::suites::ChatContract;
using conformance::suites::ChatMessage;
using conformance::suites::ChatNoteContract;
using conformance::suites::ChatProtoContract;
using conformance::suites::ChatReader;
using conformance::suites::ChatStreamContract;
using conformance::suites::ChatV1Contract;
using conformance::suites::ContractKind;
using conformance::suites::ContractsNamed;
using conformance::suites::ContractSubject;
using conformance::suites::ContractSubjectName;
using conformance::suites::EachContractOf;
using conformance::suites::LateReaderContract;

class ChatServerProcess final : public StoppableEndpoint {
 public:
  explicit ChatServerProcess(std::vector<std::string> flags) : server_(Argv(std::move(flags))) {}
  std::shared_ptr<grpc::Channel> channel() override { return channel_; }
  std::shared_ptr<grpc::Channel> AnotherChannel() override {
    return DialOwnConnection(server_.address());
  }
  std::optional<pid_t> pid() override { return server_.process().pid(); }
  void Stop() override { EXPECT_EQ(server_.Stop(SIGTERM).exit, (base::Exit{0, 0})); }

 private:
  static std::vector<std::string> Argv(std::vector<std::string> flags) {
    flags.insert(flags.begin(), "chat_server");
    return flags;
  }

  RunningServer server_;
  const std::shared_ptr<grpc::Channel> channel_ = DialOwnConnection(server_.address());
};

using Flags = std::vector<std::string>;

const Subject kProcess{"Process",
                       [] { return std::make_unique<ChatServerProcess>(Flags{"--send-rate=0"}); }};
const Subject kProcessByDefault{"Process",
                                [] { return std::make_unique<ChatServerProcess>(Flags{}); }};
const ChatV1Subject kProcessV1{
    "Process", [](const Flags& flags) { return std::make_unique<ChatServerProcess>(flags); }};

std::vector<ContractSubject> EveryContract() { return EachContractOf({kProcess}); }

INSTANTIATE_TEST_SUITE_P(Pair, ChatContract, ::testing::ValuesIn(EveryContract()),
                         ContractSubjectName);
INSTANTIATE_TEST_SUITE_P(Pair, LateReaderContract,
                         ::testing::ValuesIn(ContractsNamed({"chat_proto", "chat"},
                                                            EveryContract())),
                         ContractSubjectName);
INSTANTIATE_TEST_SUITE_P(Pair, ChatProtoContract,
                         ::testing::ValuesIn(ContractsNamed({"chat_proto"}, EveryContract())),
                         ContractSubjectName);
INSTANTIATE_TEST_SUITE_P(Pair, ChatStreamContract,
                         ::testing::ValuesIn(ContractsNamed({"chat"}, EveryContract())),
                         ContractSubjectName);
INSTANTIATE_TEST_SUITE_P(Pair, ChatNoteContract,
                         ::testing::ValuesIn(ContractsNamed({"note"}, EveryContract())),
                         ContractSubjectName);
INSTANTIATE_TEST_SUITE_P(Pair, ChatRoomContract, ::testing::Values(kProcess), SubjectName);
INSTANTIATE_TEST_SUITE_P(Pair, ChatV1Contract, ::testing::Values(kProcessByDefault), SubjectName);
INSTANTIATE_TEST_SUITE_P(Pair, ChatV1Server, ::testing::Values(kProcessV1), ChatV1SubjectName);
INSTANTIATE_TEST_SUITE_P(Pair, ChatV1Concurrency, ::testing::Values(kProcessV1), ChatV1SubjectName);
INSTANTIATE_TEST_SUITE_P(Pair, ChatV1Shutdown, ::testing::Values(kProcessV1), ChatV1SubjectName);

TEST(ChatServerLimits, MustBeNumbersInTheirRange) {
  for (const std::string wrong :
       {"--send-rate=nan", "--send-rate=-1", "--send-burst=nan", "--stall-time=nan",
        "--quiet-room-life=inf", "--max-rooms=nan", "--max-rooms=0", "--keep-bytes=1e13"}) {
    const Outcome outcome = RunProgram({"chat_server", "--port=0", wrong});
    EXPECT_EQ(outcome.exit, (base::Exit{2, 0})) << wrong;
    ASSERT_FALSE(outcome.err.empty()) << wrong;
    EXPECT_THAT(outcome.err[0], ::testing::HasSubstr(wrong.substr(0, wrong.find('=')))) << wrong;
  }
}

// 99 readers on one connection and one on another, on all contracts: a connection allows 100 calls.
class ManyReaders : public ::testing::Test {
 protected:
  ManyReaders() {
    for (const auto& channel :
         {DialOwnConnection(server_.address()), DialOwnConnection(server_.address())}) {
      for (const ContractKind& kind : AllContracts()) clients_.push_back(kind.open(channel));
    }
    for (size_t i = 0; i < 99; ++i) readers_.push_back(clients_[i % 3]->Read());
    readers_.push_back(clients_[3]->Read());
  }

  RunningServer server_{{"chat_server", "--send-rate=0"}};
  std::vector<std::unique_ptr<ChatClient>> clients_;
  std::vector<std::unique_ptr<ChatReader>> readers_;
};

// The tutorial's server uses a whole core for idle readers. The two seconds are what it measures: a
// time without messages.
TEST_F(ManyReaders, CostAnIdleServerNoCpu) {
  const auto before = CpuTimeOf(server_.process().pid());
  const timespec two_seconds{.tv_sec = 2, .tv_nsec = 0};
  nanosleep(&two_seconds, nullptr);
  EXPECT_LT(CpuTimeOf(server_.process().pid()) - before, std::chrono::milliseconds(20));

  // All readers were connected all the time.
  ASSERT_TRUE(clients_[0]->Send("ann", "wake up").accepted);
  for (const auto& reader : readers_) EXPECT_EQ(reader->Next(), (ChatMessage{"ann", "wake up"}));
}

TEST_F(ManyReaders, GetUnavailableWhenTheServerStops) {
  const Outcome outcome = server_.Stop(SIGTERM);
  EXPECT_EQ(outcome.exit.code, 0);
  for (const auto& reader : readers_) {
    EXPECT_THAT(reader->Finish(), StatusIs(absl::StatusCode::kUnavailable));
  }
}

}  // namespace
}  // namespace workbook::tests
