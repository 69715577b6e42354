// The three chat contracts, held by the chat server, and what this server adds to them.
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "chat.grpc.pb.h"
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
std::unique_ptr<rpc::Servable> MakeChatOnFourThreads() {
  return std::make_unique<chat::AllDoors>(chat::Limits{.send_rate = {.per_second = 0}}, 4);
}

const std::vector<Subject>& Subjects() {
  static const auto* subjects = new std::vector<Subject>{
      InProcess("InProcess", MakeChat), OverLoopback("OverLoopback", MakeChat),
      InProcess("FourThreadsInProcess", MakeChatOnFourThreads),
      OverLoopback("FourThreadsOverLoopback", MakeChatOnFourThreads)};
  return *subjects;
}

std::vector<DoorSubject> Doors() { return EachDoorOf(Subjects()); }

INSTANTIATE_TEST_SUITE_P(, ChatDoorContract, ::testing::ValuesIn(Doors()), DoorSubjectName);
INSTANTIATE_TEST_SUITE_P(, LateReaderContract,
                         ::testing::ValuesIn(DoorsCalled({"chat_proto", "chat"}, Doors())),
                         DoorSubjectName);
INSTANTIATE_TEST_SUITE_P(, ChatProtoContract,
                         ::testing::ValuesIn(DoorsCalled({"chat_proto"}, Doors())),
                         DoorSubjectName);
INSTANTIATE_TEST_SUITE_P(, ChatStreamContract, ::testing::ValuesIn(DoorsCalled({"chat"}, Doors())),
                         DoorSubjectName);
INSTANTIATE_TEST_SUITE_P(, ChatNoteContract, ::testing::ValuesIn(DoorsCalled({"note"}, Doors())),
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

TEST_P(ChatServerTest, ReplaysHistoryOnlyWhereTheContractSaysSo) {
  Serve({});
  door_->Say("ann", "before");
  const auto reader = door_->Read();
  door_->Say("ann", "after");
  if (GetParam().replays_history) {
    EXPECT_EQ(reader->Next(), (Heard{"ann", "before"}));
  }
  EXPECT_EQ(reader->Next(), (Heard{"ann", "after"}));
}

TEST_P(ChatServerTest, TakesTextUpToItsLimitAndAnEmptyOne) {
  Serve({});
  const auto reader = door_->Read();
  const std::string longest(16 * 1024, 'x');
  EXPECT_TRUE(door_->Say("ann", longest).accepted);
  EXPECT_THAT(door_->Say("ann", longest + "x").status, HasCode(absl::StatusCode::kInvalidArgument));
  EXPECT_TRUE(door_->Say("ann", "").accepted);
  EXPECT_THAT(reader->NextMessages(2),
              ::testing::ElementsAre(Heard{"ann", longest}, Heard{"ann", ""}));
}

// The suite leaves the code to the server; here it is the same for name and text.
TEST_P(ChatServerTest, SaysInvalidArgumentToWhatIsNoUtf8) {
  Serve({});
  EXPECT_THAT(door_->Say("ann", "\xC3\x28").status, HasCode(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(door_->Say("a\xFFnn", "text").status, HasCode(absl::StatusCode::kInvalidArgument));
}

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

// What is forgotten of the history meanwhile was never promised.
TEST_P(ChatServerTest, LetsAReaderInWhileOthersGoOnTalkingInAFullRoom) {
  constexpr int kKept = 8;
  Serve({.retention = {.max_messages = kKept}, .send_rate = {.per_second = 0}});
  for (int i = 0; i < kKept; ++i) ASSERT_TRUE(door_->Say("ann", "before").accepted);
  for (int i = 0; i < 200; ++i) {
    std::thread speaker([this] {
      for (int m = 0; m + 1 < kKept; ++m) {
        EXPECT_TRUE(doors_->rooms().Say(chat::kLobby, {"bob", "meanwhile"}, absl::Now()).ok());
      }
    });
    const auto reader = door_->Read();
    speaker.join();
    ASSERT_TRUE(door_->Say("ann", "hello").accepted);
    std::optional<Heard> heard = reader->Next();
    while (heard.has_value() && heard->text != "hello") heard = reader->Next();
    ASSERT_TRUE(heard.has_value()) << reader->Finish().error_message();
    reader->Cancel();
  }
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

// ---- What may go on when the server ends ----

class ChatShutdownTest : public ::testing::Test {
 protected:
  void Serve(const chat::Limits& limits) {
    doors_ = std::make_unique<chat::AllDoors>(limits);
    server_ = *rpc::Server::Listen({"127.0.0.1", 0}, *doors_);
    channel_ = rpc::Dial(server_->address());
  }

  // Far from the drain time, and from the pause of a speaker.
  void ExpectToEndSoon() {
    const auto start = std::chrono::steady_clock::now();
    server_->Shutdown(std::chrono::seconds(60));
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(30));
  }

  std::unique_ptr<chat::AllDoors> doors_;
  std::unique_ptr<rpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

TEST_F(ChatShutdownTest, DoesNotWaitForASpeakerWhoHasToWait) {
  Serve({.send_rate = {.per_second = 0.01, .burst = 1}});
  rpc::CallContext context(kPatience);
  ::chat::Empty reply;
  const auto stub = ::chat::ChatService::NewStub(channel_);
  const auto stream = stub->Chat(&context, &reply);
  ::chat::ChatMessage message;
  message.set_user("ann");
  for (int i = 0; i < 2; ++i) stream->Write(message);
  ASSERT_TRUE(Eventually([&] { return doors_->rooms().counters().sends_throttled == 1; }));
  ExpectToEndSoon();
  EXPECT_THAT(stream->Finish(), HasCode(absl::StatusCode::kUnavailable));
}

// Each hears its end at once, and not those of the others first.
TEST_F(ChatShutdownTest, EndsARoomFullOfNamesAtOnce) {
  Serve({});
  constexpr int kReaders = 90;  // of one connection
  const auto stub = chat::v1::ChatService::NewStub(channel_);
  std::vector<std::unique_ptr<rpc::CallContext>> contexts;
  std::vector<std::unique_ptr<grpc::ClientReader<chat::v1::JoinResponse>>> readers;
  for (int i = 0; i < kReaders; ++i) {
    contexts.push_back(std::make_unique<rpc::CallContext>(kPatience));
    chat::v1::JoinRequest request;
    request.set_room("tea");
    request.set_participant(absl::StrCat("guest ", i));
    readers.push_back(stub->Join(contexts.back().get(), request));
    readers.back()->WaitForInitialMetadata();
  }
  ExpectToEndSoon();
  int left = 0;
  for (const auto& reader : readers) {
    chat::v1::JoinResponse response;
    while (reader->Read(&response)) {
      for (const chat::v1::Event& event : response.events()) left += event.has_left() ? 1 : 0;
    }
    EXPECT_THAT(reader->Finish(), HasCode(absl::StatusCode::kUnavailable));
  }
  EXPECT_EQ(left, 0);
}

TEST_F(ChatShutdownTest, LeavesNothingBehindWhenThePortIsTaken) {
  Serve({});
  for (int i = 0; i < 3; ++i) {
    chat::AllDoors more({}, 4);
    EXPECT_FALSE(rpc::Server::Listen(server_->address(), more).ok());
  }
  ExpectToEndSoon();
}

}  // namespace
}  // namespace workbook::testing
