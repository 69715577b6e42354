// Join: the welcome, the order, who is here, and how it ends.
#include <gmock/gmock.h>

#include <cstdint>
#include <thread>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "contract/chat_v1_contract.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<std::string> Names(const chat::v1::Welcome& welcome) {
  std::vector<std::string> names;
  for (const auto& participant : welcome.participants()) names.push_back(participant.name());
  return names;
}

TEST_P(ChatV1Contract, WelcomesToAnEmptyRoom) {
  Serve();
  const auto reader = door_->Join({});
  const auto first = reader->Next();
  ASSERT_TRUE(first.has_value() && first->has_welcome());
  EXPECT_EQ(first->sequence(), 0);
  const chat::v1::Welcome& welcome = first->welcome();
  EXPECT_THAT(welcome.epoch(), Not(IsEmpty()));
  EXPECT_EQ(welcome.sequence(), 0);
  EXPECT_THAT(Names(welcome), IsEmpty());
  EXPECT_EQ(welcome.participant_count(), 0);
  EXPECT_EQ(welcome.reader_count(), 1);
}

TEST_P(ChatV1Contract, WelcomesWithWhoIsHereInOrderOfNames) {
  Serve();
  const auto cy = door_->Enter({.participant = "cy"});
  const auto unseen = door_->Enter({});
  const auto ann = door_->Enter({.participant = "ann"});
  const auto cys_phone = door_->Enter({.participant = "cy"});
  const chat::v1::Welcome& welcome = cys_phone->welcome();
  EXPECT_THAT(Names(welcome), ElementsAre("ann", "cy"));
  EXPECT_EQ(welcome.participant_count(), 2);
  EXPECT_EQ(welcome.reader_count(), 4);
  EXPECT_EQ(welcome.sequence(), 2);  // two came, each once
  EXPECT_EQ(welcome.epoch(), cy->welcome().epoch());
}

TEST_P(ChatV1Contract, OwesAReaderEverythingAfterTheInitialMetadata) {
  Serve();
  for (int i = 1; i <= 50; ++i) {
    const auto reader = door_->Join({});  // waits for no more than that
    ASSERT_THAT(door_->Say({}).status, IsOk());
    EXPECT_THAT(reader->NextWords(2), ElementsAre("welcome", std::to_string(i) + " ann: hello"));
  }
}

TEST_P(ChatV1Contract, NumbersEventsOneByOneAndTellsThemInThatOrder) {
  Serve();
  const auto reader = door_->Enter({});
  for (int i = 1; i <= 300; ++i) ASSERT_THAT(door_->Say({}).status, IsOk());
  for (uint64_t i = 1; i <= 300; ++i) {
    const auto event = reader->Next();
    ASSERT_TRUE(event.has_value());
    EXPECT_EQ(event->sequence(), i);
  }
}

TEST_P(ChatV1Contract, StampsEventsWithTheTime) {
  Serve();
  const auto reader = door_->Enter({});
  const int64_t before = absl::ToUnixSeconds(absl::Now());  // time() may be a tick behind
  ASSERT_THAT(door_->Say({.sender = "bob", .text = "what's the time?"}).status, IsOk());
  const auto event = reader->Next();
  ASSERT_TRUE(event.has_value());
  EXPECT_EQ(Word(*event), "1 bob: what's the time?");
  EXPECT_GE(event->time().seconds(), before);
  EXPECT_LE(event->time().seconds(), absl::ToUnixSeconds(absl::Now()));
}

// ---- Who comes and goes ----

TEST_P(ChatV1Contract, TellsWhoComesAndWhoGoes) {
  Serve();
  const auto reader = door_->Enter({});
  auto bob = door_->Join({.participant = "bob"});
  EXPECT_THAT(reader->NextWords(1), ElementsAre("1 +bob"));
  bob.reset();
  EXPECT_THAT(reader->NextWords(1), ElementsAre("2 -bob"));
}

// The one who comes has it from the Welcome.
TEST_P(ChatV1Contract, DoesNotTellReadersOfThemselves) {
  Serve();
  const auto bob = door_->Enter({.participant = "bob"});
  ASSERT_THAT(door_->Say({}).status, IsOk());
  EXPECT_THAT(bob->NextWords(1), ElementsAre("2 ann: hello"));
}

TEST_P(ChatV1Contract, SeesANameThatIsHereTwiceOnce) {
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

TEST_P(ChatV1Contract, DoesNotTellOfReadersWithoutAName) {
  Serve();
  const auto reader = door_->Enter({});
  door_->Enter({})->Cancel();
  ASSERT_THAT(door_->Say({}).status, IsOk());
  EXPECT_THAT(reader->NextWords(1), ElementsAre("1 ann: hello"));
}

// ---- Other rooms, other doors ----

TEST_P(ChatV1Contract, KeepsRoomsApart) {
  Serve();
  const auto kitchen = door_->Enter({.room = "kitchen"});
  const auto garden = door_->Enter({.room = "garden"});
  EXPECT_NE(kitchen->welcome().epoch(), garden->welcome().epoch());
  EXPECT_EQ(door_->Say({.room = "garden", .text = "rain"}).response.sequence(), 1);
  EXPECT_EQ(door_->Say({.room = "kitchen", .text = "tea"}).response.sequence(), 1);
  EXPECT_THAT(kitchen->NextWords(1), ElementsAre("1 ann: tea"));
  EXPECT_THAT(garden->NextWords(1), ElementsAre("1 ann: rain"));
}

TEST_P(ChatV1Contract, IsTheLobbyOfTheTutorialsDoors) {
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
