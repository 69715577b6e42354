// Where a reader begins: resumed, with the last messages, behind a gap.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "contract/chat_v1_contract.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;

chat::v1::Position At(const std::string& epoch, uint64_t sequence) {
  chat::v1::Position position;
  position.set_epoch(epoch);
  position.set_sequence(sequence);
  return position;
}

std::vector<std::string> Numbers(int first, int last) {
  std::vector<std::string> words;
  for (int i = first; i <= last; ++i) words.push_back(absl::StrCat(i, " ann: ", i));
  return words;
}

TEST_P(ChatV1Contract, LosesNothingAndTellsNothingTwice) {
  Serve();
  auto reader = door_->Enter({});
  SayNumbers(1, 5);
  EXPECT_THAT(reader->NextWords(3), ElementsAreArray(Numbers(1, 3)));
  const chat::v1::Position position = reader->position();
  reader.reset();
  SayNumbers(6, 8);
  const auto resumed = door_->Enter({.after = position});
  EXPECT_EQ(resumed->welcome().sequence(), 8);
  EXPECT_EQ(resumed->welcome().epoch(), position.epoch());
  SayNumbers(9, 10);
  EXPECT_THAT(resumed->NextWords(7), ElementsAreArray(Numbers(4, 10)));
}

TEST_P(ChatV1Contract, GoesOnWithNewsWhenNothingWasMissed) {
  Serve();
  SayNumbers(1, 3);
  const auto before = door_->Enter({});
  const auto reader = door_->Enter({.after = At(before->welcome().epoch(), 3)});
  SayNumbers(4, 4);
  EXPECT_THAT(reader->NextWords(1), ElementsAreArray(Numbers(4, 4)));
}

TEST_P(ChatV1Contract, HearsWhoCameAndWentMeanwhile) {
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

TEST_P(ChatV1Contract, TellsTheGapWhenWhatWasMissedIsNoLongerKept) {
  Serve({"--keep-messages=5"});
  SayNumbers(1, 20);
  const std::string epoch = door_->Enter({})->welcome().epoch();
  const auto reader = door_->Enter({.after = At(epoch, 10)});
  EXPECT_THAT(reader->NextWords(1), ElementsAre("gap 11..15"));
  EXPECT_THAT(reader->NextWords(5), ElementsAreArray(Numbers(16, 20)));
  SayNumbers(21, 21);
  EXPECT_THAT(reader->NextWords(1), ElementsAreArray(Numbers(21, 21)));
}

TEST_P(ChatV1Contract, TellsTheGapWhenItIsKeptNoLongerForItsBytes) {
  Serve({"--keep-bytes=50000"});
  const std::string text(10'000, 'x');
  for (int i = 1; i <= 20; ++i) ASSERT_THAT(door_->Say({.text = text}).status, IsOk());
  const std::string epoch = door_->Enter({})->welcome().epoch();
  const auto reader = door_->Enter({.after = At(epoch, 0)});
  EXPECT_THAT(reader->NextWords(2), ElementsAre("gap 1..16", "17 ann: " + text));
}

TEST_P(ChatV1Contract, HasNoGapWhenTheNextEventIsTheOldestKept) {
  Serve({"--keep-messages=5"});
  SayNumbers(1, 20);
  const std::string epoch = door_->Enter({})->welcome().epoch();
  EXPECT_THAT(door_->Enter({.after = At(epoch, 15)})->NextWords(5),
              ElementsAreArray(Numbers(16, 20)));
}

TEST_P(ChatV1Contract, TellsAGapOfUnknownLengthWhenTheEpochIsAnother) {
  Serve();
  SayNumbers(1, 3);
  // The number is of that other life: here it would be in the future.
  for (const uint64_t sequence : {2, 999}) {
    const auto reader = door_->Enter({.after = At("another", sequence)});
    const auto gap = reader->Next();
    ASSERT_TRUE(gap.has_value() && gap->has_gap());
    EXPECT_EQ(gap->sequence(), 0);
    EXPECT_EQ(gap->gap().reason(), chat::v1::Gap::REASON_OTHER_EPOCH);
    EXPECT_EQ(gap->gap().first_sequence(), 0);
    EXPECT_EQ(gap->gap().last_sequence(), 0);
    EXPECT_THAT(reader->NextWords(3), ElementsAreArray(Numbers(1, 3)));
  }
  const auto reader = door_->Enter({.after = At("another", 3)});
  SayNumbers(4, 4);
  EXPECT_THAT(reader->NextWords(5),
              ElementsAre("gap of another epoch", "1 ann: 1", "2 ann: 2", "3 ann: 3", "4 ann: 4"));
}

TEST_P(ChatV1Contract, KnowsNoPositionInTheFuture) {
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

// ---- The last messages ----

TEST_P(ChatV1Contract, BeginsWithTheLastMessages) {
  Serve({"--keep-messages=5"});
  SayNumbers(1, 9);
  const auto none = door_->Enter({.last_messages = 0});
  const auto two = door_->Enter({.last_messages = 2});
  const auto all = door_->Enter({.last_messages = 4'000'000'000});
  SayNumbers(10, 10);
  EXPECT_THAT(none->NextWords(1), ElementsAreArray(Numbers(10, 10)));
  EXPECT_THAT(two->NextWords(3), ElementsAreArray(Numbers(8, 10)));
  EXPECT_EQ(all->NextWords(6).back(), "10 ann: 10");
}

TEST_P(ChatV1Contract, CountsMessagesAloneAmongTheLast) {
  Serve();
  SayNumbers(1, 2);
  const auto reader = door_->Enter({});
  auto bob = door_->Enter({.participant = "bob"});
  bob.reset();
  EXPECT_THAT(reader->NextWords(2), ElementsAre("3 +bob", "4 -bob"));
  EXPECT_THAT(door_->Enter({.last_messages = 1})->NextWords(3),
              ElementsAre("2 ann: 2", "3 +bob", "4 -bob"));
}

TEST_P(ChatV1Contract, BeginsInAnEmptyRoomWhateverIsAskedFor) {
  Serve();
  const auto last = door_->Enter({.last_messages = 10});
  const auto after = door_->Enter({.after = last->position()});
  SayNumbers(1, 1);
  EXPECT_THAT(last->NextWords(1), ElementsAreArray(Numbers(1, 1)));
  EXPECT_THAT(after->NextWords(1), ElementsAreArray(Numbers(1, 1)));
}

}  // namespace

void ChatV1Contract::SayNumbers(int first, int last) {
  for (int i = first; i <= last; ++i) {
    ASSERT_THAT(door_->Say({.text = absl::StrCat(i)}).status, IsOk());
  }
}

}  // namespace workbook::testing
