// The three chat contracts, held by the chat server, and what this server adds to them.
#include <memory>
#include <thread>

#include "absl/strings/str_cat.h"
#include "chat/all_doors.h"
#include "contract/chat_door_contract.h"
#include "contract/chat_room_contract.h"
#include "support/eventually.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

// The suites speak as fast as they can.
std::unique_ptr<rpc::Servable> MakeChat() {
  return std::make_unique<chat::AllDoors>(chat::Limits{.send_rate = {.per_second = 0}});
}

const std::vector<Subject>& Subjects() {
  static const auto* subjects = new std::vector<Subject>{InProcess("InProcess", MakeChat),
                                                         OverLoopback("OverLoopback", MakeChat)};
  return *subjects;
}

INSTANTIATE_TEST_SUITE_P(, ChatDoorContract, ::testing::ValuesIn(EachDoorOf(Subjects())),
                         DoorSubjectName);
INSTANTIATE_TEST_SUITE_P(, ChatRoomContract, ::testing::ValuesIn(Subjects()), SubjectName);

// ---- What the contract leaves open, and this server settles ----

class ChatServerTest : public ::testing::TestWithParam<DoorKind> {
 protected:
  void Serve(const chat::Limits& limits) {
    doors_ = std::make_unique<chat::AllDoors>(limits);
    server_ = rpc::Server::InProcess(*doors_);
    door_ = GetParam().open(server_->InProcessChannel());
  }
  uint64_t ReadersNow() { return doors_->rooms().counters().readers; }

  std::unique_ptr<chat::AllDoors> doors_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<ChatDoor> door_;
};

INSTANTIATE_TEST_SUITE_P(, ChatServerTest, ::testing::ValuesIn(AllDoorKinds()),
                         [](const auto& door) { return door.param.name; });

TEST_P(ChatServerTest, TellsAReaderThatFellBehindHowManyItMissed) {
  constexpr int kSaid = 30;
  constexpr int kKept = 4;
  Serve({.retention = {.max_messages = kKept}});
  const auto reader = door_->Read();
  for (int i = 0; i < kSaid; ++i) ASSERT_TRUE(door_->Say("ann", absl::StrCat(i)).accepted);

  int heard = 0;
  while (reader->Next().has_value()) ++heard;
  const grpc::Status end = reader->Finish();
  EXPECT_THAT(end, HasCode(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(end.error_message(),
              ::testing::MatchesRegex("the reader fell behind and missed [1-9][0-9]* events"));
  EXPECT_LT(heard, kSaid - kKept);
}

TEST_P(ChatServerTest, ReleasesAReaderThatGoesAway) {
  Serve({});
  std::vector<std::unique_ptr<ChatReader>> readers;
  for (int i = 0; i < 100; ++i) readers.push_back(door_->Read());
  EXPECT_EQ(ReadersNow(), 100);
  for (const auto& reader : readers) reader->Cancel();
  EXPECT_TRUE(Eventually([&] { return ReadersNow() == 0; }));
}

TEST_P(ChatServerTest, ReleasesAReaderThatGoesAwayWithAWriteInFlight) {
  Serve({});
  auto reader = door_->Read();
  for (int i = 0; i < 100; ++i) door_->Say("ann", std::string(8192, 'x'));
  reader->Cancel();
  EXPECT_TRUE(Eventually([&] { return ReadersNow() == 0; }));
}

TEST_P(ChatServerTest, SurvivesAStormOfJoiningAndLeaving) {
  Serve({});
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([this] {
      for (int i = 0; i < 850; ++i) {  // of each of three doors: 10^4 in all
        const auto reader = door_->Read();
        if (i % 10 == 0) door_->Say("ann", "still here?");
        reader->Cancel();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(Eventually([&] { return ReadersNow() == 0; }));
}

TEST_P(ChatServerTest, EndsItsReadersOnShutdownLongBeforeTheDrainDoes) {
  auto doors = chat::AllDoors();
  const auto server = *rpc::Server::Listen({"127.0.0.1", 0}, doors);
  const auto door = GetParam().open(rpc::Dial(server->address()));
  const auto reader = door->Read();
  const auto start = std::chrono::steady_clock::now();
  server->Shutdown(std::chrono::seconds(30));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(15));
  EXPECT_THAT(reader->Finish(), HasCode(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace workbook::testing
