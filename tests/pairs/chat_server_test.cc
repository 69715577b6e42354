// The chat server as a process: the contract suites over real sockets, and what only a process can
// show, its CPU time and its end.
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

#include "contract/chat_door_contract.h"
#include "contract/chat_room_contract.h"
#include "contract/chat_v1_contract.h"
#include "contract/chat_v1_server.h"
#include "pairs/programs.h"
#include "rpc/channel.h"
#include "support/chat_door.h"
#include "support/cpu_time.h"
#include "support/matchers.h"
#include "support/own_connection.h"

namespace workbook::testing {
namespace {

class ChatServerProcess final : public StoppableEndpoint {
 public:
  explicit ChatServerProcess(std::vector<std::string> flags) : server_(Argv(std::move(flags))) {}
  std::shared_ptr<grpc::Channel> channel() override { return channel_; }
  std::shared_ptr<grpc::Channel> AnotherChannel() override { return DialAnew(server_.address()); }
  std::optional<pid_t> pid() override { return server_.process().pid(); }
  void Stop() override { EXPECT_EQ(server_.Stop(SIGTERM).exit, (runner::Exit{0, 0})); }

 private:
  static std::vector<std::string> Argv(std::vector<std::string> flags) {
    flags.insert(flags.begin(), "chat_server");
    return flags;
  }

  RunningServer server_;
  const std::shared_ptr<grpc::Channel> channel_ = DialAnew(server_.address());
};

using Flags = std::vector<std::string>;

const Subject kProcess{"Process",
                       [] { return std::make_unique<ChatServerProcess>(Flags{"--send-rate=0"}); }};
const Subject kProcessByDefault{"Process",
                                [] { return std::make_unique<ChatServerProcess>(Flags{}); }};
const ChatV1Subject kProcessV1{
    "Process", [](const Flags& flags) { return std::make_unique<ChatServerProcess>(flags); }};

std::vector<DoorSubject> Doors() { return EachDoorOf({kProcess}); }

INSTANTIATE_TEST_SUITE_P(Pair, ChatDoorContract, ::testing::ValuesIn(Doors()), DoorSubjectName);
INSTANTIATE_TEST_SUITE_P(Pair, LateReaderContract,
                         ::testing::ValuesIn(DoorsCalled({"chat_proto", "chat"}, Doors())),
                         DoorSubjectName);
INSTANTIATE_TEST_SUITE_P(Pair, ChatProtoContract,
                         ::testing::ValuesIn(DoorsCalled({"chat_proto"}, Doors())),
                         DoorSubjectName);
INSTANTIATE_TEST_SUITE_P(Pair, ChatStreamContract,
                         ::testing::ValuesIn(DoorsCalled({"chat"}, Doors())), DoorSubjectName);
INSTANTIATE_TEST_SUITE_P(Pair, ChatNoteContract,
                         ::testing::ValuesIn(DoorsCalled({"note"}, Doors())), DoorSubjectName);
INSTANTIATE_TEST_SUITE_P(Pair, ChatRoomContract, ::testing::Values(kProcess), SubjectName);
INSTANTIATE_TEST_SUITE_P(Pair, ChatV1Contract, ::testing::Values(kProcessByDefault), SubjectName);
INSTANTIATE_TEST_SUITE_P(Pair, ChatV1Server, ::testing::Values(kProcessV1), ChatV1SubjectName);
INSTANTIATE_TEST_SUITE_P(Pair, ChatV1Crowd, ::testing::Values(kProcessV1), ChatV1SubjectName);
INSTANTIATE_TEST_SUITE_P(Pair, ChatV1Ending, ::testing::Values(kProcessV1), ChatV1SubjectName);

TEST(ChatServerLimits, AreNumbersInTheirRange) {
  for (const std::string wrong :
       {"--send-rate=nan", "--send-rate=-1", "--send-burst=nan", "--stall-time=nan",
        "--quiet-room-life=inf", "--max-rooms=nan", "--max-rooms=0", "--keep-bytes=1e13"}) {
    const Outcome outcome = RunProgram({"chat_server", "--port=0", wrong});
    EXPECT_EQ(outcome.exit, (runner::Exit{2, 0})) << wrong;
    ASSERT_FALSE(outcome.err.empty()) << wrong;
    EXPECT_THAT(outcome.err[0], ::testing::HasSubstr(wrong.substr(0, wrong.find('=')))) << wrong;
  }
}

// 99 readers on one connection and one on another, evenly over the doors: a connection takes 100.
class ManyReaders : public ::testing::Test {
 protected:
  ManyReaders() {
    for (const auto& channel : {DialAnew(server_.address()), DialAnew(server_.address())}) {
      for (const DoorKind& kind : AllDoorKinds()) doors_.push_back(kind.open(channel));
    }
    for (size_t i = 0; i < 99; ++i) readers_.push_back(doors_[i % 3]->Read());
    readers_.push_back(doors_[3]->Read());
  }

  RunningServer server_{{"chat_server", "--send-rate=0"}};
  std::vector<std::unique_ptr<ChatDoor>> doors_;
  std::vector<std::unique_ptr<ChatReader>> readers_;
};

// The tutorial's server uses all of a core for idle readers. Two seconds pass here because time in
// which nothing happens is what is measured.
TEST_F(ManyReaders, CostAnIdleServerNoCpu) {
  const auto before = CpuTimeOf(server_.process().pid());
  const timespec two_seconds{.tv_sec = 2, .tv_nsec = 0};
  nanosleep(&two_seconds, nullptr);
  EXPECT_LT(CpuTimeOf(server_.process().pid()) - before, std::chrono::milliseconds(20));

  // They were there all the time.
  ASSERT_TRUE(doors_[0]->Say("ann", "wake up").accepted);
  for (const auto& reader : readers_) EXPECT_EQ(reader->Next(), (Heard{"ann", "wake up"}));
}

TEST_F(ManyReaders, AreToldThatTheServerEnds) {
  const Outcome outcome = server_.Stop(SIGTERM);
  EXPECT_EQ(outcome.exit.code, 0);
  for (const auto& reader : readers_) {
    EXPECT_THAT(reader->Finish(), HasCode(absl::StatusCode::kUnavailable));
  }
}

}  // namespace
}  // namespace workbook::testing
