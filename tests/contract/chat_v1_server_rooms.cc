// Of what the contract leaves open: what our rooms do. And how they end.
#include <gmock/gmock.h>

#include <thread>

#include "contract/chat_v1_server.h"
#include "support/chat_door.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;
using ::testing::Not;

const char kNoUtf8[] = "\xC3\x28";

TEST_P(ChatV1Server, WelcomesToAnEmptyRoom) {
  Serve();
  const auto reader = door_->Enter({});
  const chat::v1::Welcome& welcome = reader->welcome();
  EXPECT_THAT(welcome.epoch(), Not(IsEmpty()));
  EXPECT_EQ(welcome.sequence(), 0);
  EXPECT_EQ(welcome.participant_count(), 0);
  EXPECT_EQ(welcome.reader_count(), 1);
}

TEST_P(ChatV1Server, GivesEachRoomAnEpochOfItsOwn) {
  Serve();
  EXPECT_NE(door_->Enter({.room = "kitchen"})->welcome().epoch(),
            door_->Enter({.room = "garden"})->welcome().epoch());
}

// The one who comes has it from the Welcome.
TEST_P(ChatV1Server, DoesNotTellReadersOfThemselves) {
  Serve();
  const auto bob = door_->Enter({.participant = "bob"});
  ASSERT_THAT(door_->Say({}).status, IsOk());
  EXPECT_THAT(bob->NextWords(1), ElementsAre("2 ann: hello"));
}

TEST_P(ChatV1Server, SeesANameThatIsHereTwiceOnce) {
  Serve();
  const auto reader = door_->Enter({});
  auto bob = door_->Join({.participant = "bob"});
  auto bobs_phone = door_->Join({.participant = "bob"});
  EXPECT_THAT(reader->NextWords(1), ElementsAre("1 +bob"));
  bob->Cancel();
  EXPECT_THAT(bob->Finish(), HasCode(absl::StatusCode::kCancelled));
  ASSERT_THAT(door_->Say({}).status, IsOk());
  EXPECT_THAT(reader->NextWords(1), ElementsAre("2 ann: hello"));
  bobs_phone.reset();
  EXPECT_THAT(reader->NextWords(1), ElementsAre("3 -bob"));
}

TEST_P(ChatV1Server, HearsWhoCameAndWentMeanwhile) {
  Serve();
  const auto stays = door_->Enter({});
  const chat::v1::Position start = stays->position();
  auto bob = door_->Enter({.participant = "bob"});
  SayNumbers(2, 2);
  bob.reset();
  EXPECT_THAT(stays->NextWords(3), ElementsAre("1 +bob", "2 ann: 2", "3 -bob"));
  // The welcome is as of now: what follows up to its number is history.
  const auto reader = door_->Enter({.after = At(stays->welcome().epoch(), start.sequence())});
  EXPECT_EQ(reader->welcome().participant_count(), 0);
  EXPECT_EQ(reader->welcome().sequence(), 3);
  EXPECT_THAT(reader->NextWords(3), ElementsAre("1 +bob", "2 ann: 2", "3 -bob"));
}

TEST_P(ChatV1Server, KnowsNoPositionInTheFuture) {
  Serve();
  SayNumbers(1, 3);
  const std::string epoch = door_->Enter({})->welcome().epoch();
  EXPECT_THAT(door_->Join({.after = At(epoch, 4)})->Finish(),
              HasCode(absl::StatusCode::kInvalidArgument));
  // Who was refused is not here.
  EXPECT_THAT(door_->Join({.participant = "bob", .after = At(epoch, 4)})->Finish(),
              HasCode(absl::StatusCode::kInvalidArgument));
  const auto reader = door_->Enter({.after = At(epoch, 3)});
  EXPECT_EQ(reader->welcome().participant_count(), 0);
}

TEST_P(ChatV1Server, BeginsInAnEmptyRoomWhateverIsAskedFor) {
  Serve();
  const auto last = door_->Enter({.last_messages = 10});
  const auto after = door_->Enter({.after = last->position()});
  SayNumbers(1, 1);
  EXPECT_THAT(last->NextWords(1), ElementsAreArray(Numbers(1, 1)));
  EXPECT_THAT(after->NextWords(1), ElementsAreArray(Numbers(1, 1)));
}

TEST_P(ChatV1Server, CountsAMessageIdInItsRoomAlone) {
  Serve();
  for (const std::string room : {"kitchen", "garden"}) {
    const Sent sent = door_->Say({.room = room, .message_id = "7"});
    EXPECT_THAT(sent.status, IsOk());
    EXPECT_FALSE(sent.response.duplicate());
  }
}

// gRPC's own handlers would fail these with a code of theirs.
TEST_P(ChatV1Server, SaysItselfThatSomethingIsNoUtf8) {
  Serve();
  const auto is_refused = HasCode(absl::StatusCode::kInvalidArgument);
  for (const Words& words : {Words{.room = kNoUtf8}, Words{.sender = kNoUtf8},
                             Words{.text = kNoUtf8}, Words{.message_id = kNoUtf8}}) {
    EXPECT_THAT(door_->Say(words).status, is_refused);
  }
  for (const Entrance& entrance : {Entrance{.room = kNoUtf8}, Entrance{.participant = kNoUtf8},
                                   Entrance{.after = At(kNoUtf8, 0)}}) {
    EXPECT_THAT(door_->Join(entrance)->Finish(), is_refused);
  }
  chat::v1::GetHistoryRequest request;
  request.set_room(kNoUtf8);
  chat::v1::GetHistoryResponse response;
  EXPECT_THAT(door_->GetHistory(request, response), is_refused);
}

TEST_P(ChatV1Server, IsTheLobbyOfTheTutorialsDoors) {
  Serve();
  const auto reader = door_->Enter({.room = "lobby", .participant = "dee"});
  std::vector<std::unique_ptr<ChatDoor>> doors;
  std::vector<std::unique_ptr<ChatReader>> readers;
  for (const DoorKind& kind : AllDoorKinds()) {
    doors.push_back(kind.open(endpoint_->channel()));
    readers.push_back(doors.back()->Read());
  }
  const auto elsewhere = door_->Enter({.room = "kitchen"});
  ASSERT_TRUE(doors[0]->Say("ann", "one").accepted);
  ASSERT_TRUE(doors[1]->Say("bob", "two").accepted);
  ASSERT_TRUE(doors[2]->Say("cy", "three").accepted);
  ASSERT_THAT(door_->Say({.room = "lobby", .sender = "dee", .text = "four"}).status, IsOk());
  EXPECT_THAT(reader->NextWords(4),
              ElementsAre("2 ann: one", "3 bob: two", "4 cy: three", "5 dee: four"));
  for (const auto& each : readers) {
    EXPECT_THAT(each->NextMessages(4), ElementsAre(Heard{"ann", "one"}, Heard{"bob", "two"},
                                                   Heard{"cy", "three"}, Heard{"dee", "four"}));
  }
  ASSERT_THAT(door_->Say({.text = "all quiet here"}).status, IsOk());
  EXPECT_THAT(elsewhere->NextWords(1), ElementsAre("1 ann: all quiet here"));
}

// ---- The end ----

TEST_P(ChatV1Ending, IsToldToReadersBeforeTheirStreamsEnd) {
  Serve();
  const auto ann = door_->Enter({.participant = "ann"});
  const auto reader = door_->Enter({.room = "garden"});
  ASSERT_THAT(door_->Say({.text = "last words"}).status, IsOk());
  // Aside, as the readers have to read: a client that does not keeps a drain waiting.
  std::thread stop([this] { endpoint_->Stop(); });
  EXPECT_THAT(ann->NextWords(9), ElementsAre("2 ann: last words", "the server shuts down"));
  EXPECT_THAT(reader->NextWords(9), ElementsAre("the server shuts down"));
  EXPECT_THAT(ann->Finish(), HasCode(absl::StatusCode::kUnavailable));
  EXPECT_THAT(reader->Finish(), HasCode(absl::StatusCode::kUnavailable));
  // Not before: a call that reaches gRPC 1.51 in the middle of a Shutdown is CANCELLED.
  stop.join();
  EXPECT_THAT(door_->Say({}).status, HasCode(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace workbook::testing
