// Rooms, where the contract leaves them open, and their end.
#include <gmock/gmock.h>

#include <thread>

#include "conformance/matchers.h"
#include "conformance/suites/chat_client.h"
#include "tests/service/chat_v1_server.h"

namespace workbook::tests {
namespace {

using conformance::IsOk;
using conformance::StatusIs;
using conformance::suites::AllContracts;
using conformance::suites::ChatClient;
using conformance::suites::ChatMessage;
using conformance::suites::ChatReader;
using conformance::suites::ContractKind;
using conformance::suites::JoinOptions;
using conformance::suites::PositionAt;
using conformance::suites::RoomSendResult;
using conformance::suites::SendRequest;

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;
using ::testing::Not;

const char kNoUtf8[] = "\xC3\x28";

TEST_P(ChatV1Server, WelcomesToAnEmptyRoom) {
  StartServer();
  const auto reader = client_->Enter({});
  const chat::v1::Welcome& welcome = reader->welcome();
  EXPECT_THAT(welcome.epoch(), Not(IsEmpty()));
  EXPECT_EQ(welcome.sequence(), 0);
  EXPECT_EQ(welcome.participant_count(), 0);
  EXPECT_EQ(welcome.reader_count(), 1);
}

TEST_P(ChatV1Server, GivesEachRoomItsOwnEpoch) {
  StartServer();
  EXPECT_NE(client_->Enter({.room = "kitchen"})->welcome().epoch(),
            client_->Enter({.room = "garden"})->welcome().epoch());
}

// The reader has its own name from the Welcome.
TEST_P(ChatV1Server, DoesNotSendReadersTheirOwnJoin) {
  StartServer();
  const auto bob = client_->Enter({.participant = "bob"});
  ASSERT_THAT(client_->Send({}).status, IsOk());
  EXPECT_THAT(bob->NextSummaries(1), ElementsAre("2 ann: hello"));
}

TEST_P(ChatV1Server, CountsANameWithTwoStreamsOnce) {
  StartServer();
  const auto reader = client_->Enter({});
  auto bob = client_->Join({.participant = "bob"});
  auto bobs_phone = client_->Join({.participant = "bob"});
  EXPECT_THAT(reader->NextSummaries(1), ElementsAre("1 +bob"));
  bob->Cancel();
  EXPECT_THAT(bob->Finish(), StatusIs(absl::StatusCode::kCancelled));
  ASSERT_THAT(client_->Send({}).status, IsOk());
  EXPECT_THAT(reader->NextSummaries(1), ElementsAre("2 ann: hello"));
  bobs_phone.reset();
  EXPECT_THAT(reader->NextSummaries(1), ElementsAre("3 -bob"));
}

TEST_P(ChatV1Server, ResumesOverJoinedAndLeft) {
  StartServer();
  const auto stays = client_->Enter({});
  const chat::v1::Position start = stays->position();
  auto bob = client_->Enter({.participant = "bob"});
  SendNumbers(2, 2);
  bob.reset();
  EXPECT_THAT(stays->NextSummaries(3), ElementsAre("1 +bob", "2 ann: 2", "3 -bob"));
  // The Welcome describes the present: the events up to its number are history.
  const auto reader =
      client_->Enter({.after = PositionAt(stays->welcome().epoch(), start.sequence())});
  EXPECT_EQ(reader->welcome().participant_count(), 0);
  EXPECT_EQ(reader->welcome().sequence(), 3);
  EXPECT_THAT(reader->NextSummaries(3), ElementsAre("1 +bob", "2 ann: 2", "3 -bob"));
}

TEST_P(ChatV1Server, RefusesAPositionInTheFuture) {
  StartServer();
  SendNumbers(1, 3);
  const std::string epoch = client_->Enter({})->welcome().epoch();
  EXPECT_THAT(client_->Join({.after = PositionAt(epoch, 4)})->Finish(),
              StatusIs(absl::StatusCode::kInvalidArgument));
  // A refused reader is not in the room.
  EXPECT_THAT(client_->Join({.participant = "bob", .after = PositionAt(epoch, 4)})->Finish(),
              StatusIs(absl::StatusCode::kInvalidArgument));
  const auto reader = client_->Enter({.after = PositionAt(epoch, 3)});
  EXPECT_EQ(reader->welcome().participant_count(), 0);
}

TEST_P(ChatV1Server, AcceptsAnyStartInAnEmptyRoom) {
  StartServer();
  const auto last = client_->Enter({.last_messages = 10});
  const auto after = client_->Enter({.after = last->position()});
  SendNumbers(1, 1);
  EXPECT_THAT(last->NextSummaries(1), ElementsAreArray(Numbers(1, 1)));
  EXPECT_THAT(after->NextSummaries(1), ElementsAreArray(Numbers(1, 1)));
}

TEST_P(ChatV1Server, KeepsMessageIdsPerRoom) {
  StartServer();
  for (const std::string room : {"kitchen", "garden"}) {
    const RoomSendResult sent = client_->Send({.room = room, .message_id = "7"});
    EXPECT_THAT(sent.status, IsOk());
    EXPECT_FALSE(sent.response.duplicate());
  }
}

// gRPC's own handlers would fail these with another code.
TEST_P(ChatV1Server, RefusesInvalidUtf8WithInvalidArgument) {
  StartServer();
  const auto is_refused = StatusIs(absl::StatusCode::kInvalidArgument);
  for (const SendRequest& words :
       {SendRequest{.room = kNoUtf8}, SendRequest{.sender = kNoUtf8}, SendRequest{.text = kNoUtf8},
        SendRequest{.message_id = kNoUtf8}}) {
    EXPECT_THAT(client_->Send(words).status, is_refused);
  }
  for (const JoinOptions& entrance :
       {JoinOptions{.room = kNoUtf8}, JoinOptions{.participant = kNoUtf8},
        JoinOptions{.after = PositionAt(kNoUtf8, 0)}}) {
    EXPECT_THAT(client_->Join(entrance)->Finish(), is_refused);
  }
  chat::v1::GetHistoryRequest request;
  request.set_room(kNoUtf8);
  chat::v1::GetHistoryResponse response;
  EXPECT_THAT(client_->GetHistory(request, response), is_refused);
}

TEST_P(ChatV1Server, SharesTheLobbyWithTheTutorialsContracts) {
  StartServer();
  const auto reader = client_->Enter({.room = "lobby", .participant = "dee"});
  std::vector<std::unique_ptr<ChatClient>> clients;
  std::vector<std::unique_ptr<ChatReader>> readers;
  for (const ContractKind& kind : AllContracts()) {
    clients.push_back(kind.open(endpoint_->channel()));
    readers.push_back(clients.back()->Read());
  }
  const auto elsewhere = client_->Enter({.room = "kitchen"});
  ASSERT_TRUE(clients[0]->Send("ann", "one").accepted);
  ASSERT_TRUE(clients[1]->Send("bob", "two").accepted);
  ASSERT_TRUE(clients[2]->Send("cy", "three").accepted);
  ASSERT_THAT(client_->Send({.room = "lobby", .sender = "dee", .text = "four"}).status, IsOk());
  EXPECT_THAT(reader->NextSummaries(4),
              ElementsAre("2 ann: one", "3 bob: two", "4 cy: three", "5 dee: four"));
  for (const auto& each : readers) {
    EXPECT_THAT(each->NextMessages(4),
                ElementsAre(ChatMessage{"ann", "one"}, ChatMessage{"bob", "two"},
                            ChatMessage{"cy", "three"}, ChatMessage{"dee", "four"}));
  }
  ASSERT_THAT(client_->Send({.text = "all quiet here"}).status, IsOk());
  EXPECT_THAT(elsewhere->NextSummaries(1), ElementsAre("1 ann: all quiet here"));
}

// ---- Shutdown ----

TEST_P(ChatV1Shutdown, SendsReadersANoticeBeforeTheirStreamsEnd) {
  StartServer();
  const auto ann = client_->Enter({.participant = "ann"});
  const auto reader = client_->Enter({.room = "garden"});
  ASSERT_THAT(client_->Send({.text = "last words"}).status, IsOk());
  // On a thread of its own, because the readers have to read meanwhile: the drain waits for them.
  std::jthread stop([this] { endpoint_->Stop(); });
  EXPECT_THAT(ann->NextSummaries(9), ElementsAre("2 ann: last words", "the server shuts down"));
  EXPECT_THAT(reader->NextSummaries(9), ElementsAre("the server shuts down"));
  EXPECT_THAT(ann->Finish(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(reader->Finish(), StatusIs(absl::StatusCode::kUnavailable));
  // Only now: gRPC 1.51 ends a call that arrives in the middle of a Shutdown with CANCELLED.
  stop.join();
  EXPECT_THAT(client_->Send({}).status, StatusIs(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace workbook::tests
