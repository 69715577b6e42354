// Where a reader begins: resumed, behind a gap, with the last messages. Somebody stays in the room
// meanwhile, and a handful of messages is kept: without that nobody could resume.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "contract/chat_v1_contract.h"
#include "rpc/status.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::Not;
using ::testing::StartsWith;

// ---- Resumed ----

BEHAVIOUR(ChatV1Contract, ResumesWithoutALossOrARepetition, kRequired,
          "Who resumes hears what was missed and what is new, each once", kHonestGap) {
  const auto stays = Enter({.room = OldRoom()});
  auto reader = Enter({.room = OldRoom()});
  if (!stays || !reader || !Say(OldRoom(), {"one", "two", "three", "four"})) return;
  ASSERT_THAT(Hear(*reader, "two").end, IsEmpty());
  const chat::v1::Position position = reader->position();
  reader.reset();
  if (!Say(OldRoom(), {"five", "six"})) return;
  const auto resumed = Enter({.room = OldRoom(), .after = position});
  if (!resumed || !Say(OldRoom(), {"last"})) return;
  EXPECT_THAT(Hear(*resumed).Texts(), ElementsAre("three", "four", "five", "six", "last"));
}

BEHAVIOUR(ChatV1Contract, TellsNoGapWhenNothingWasMissed, kRequired,
          "Who resumes and has missed nothing is told of no gap", kHonestGap) {
  const auto reader = Enter({.room = OldRoom()});
  if (!reader || !Say(OldRoom(), {"one"})) return;
  ASSERT_THAT(Hear(*reader, "one").end, IsEmpty());
  const auto resumed = Enter({.room = OldRoom(), .after = reader->position()});
  if (!resumed || !Say(OldRoom(), {"last"})) return;
  const HeardUntil heard = Hear(*resumed);
  ASSERT_THAT(heard.end, IsEmpty());
  EXPECT_THAT(heard.Words(), Not(Contains(StartsWith("gap"))));
}

BEHAVIOUR(ChatV1Contract, ResumesWhoCameAndWent, kRecorded,
          "Whether who resumes hears who came meanwhile", kHonestGap) {
  const std::string bobs_name = New("bob");
  const auto reader = Enter({.room = OldRoom()});
  if (!reader || !Say(OldRoom(), {"one"})) return;
  ASSERT_THAT(Hear(*reader, "one").end, IsEmpty());
  const auto bob = Enter({.room = OldRoom(), .participant = bobs_name});
  const auto resumed = Enter({.room = OldRoom(), .after = reader->position()});
  if (!bob || !resumed || !Say(OldRoom(), {"last"})) return;
  const HeardUntil heard = Hear(*resumed);
  ASSERT_THAT(heard.end, IsEmpty());
  Observe(heard.WordsOf(bobs_name).empty() ? "it is in the Welcome alone"
                                           : "joined and left are resumed like messages");
}

BEHAVIOUR(ChatV1Contract, AnswersAPositionInTheFuture, kRecorded,
          "What comes of a position behind the newest event", kTheLimits) {
  const auto reader = Enter({.room = OldRoom()});
  if (!reader) return;
  const chat::v1::Welcome& welcome = reader->welcome();
  const auto ahead =
      door_.Join({.room = OldRoom(), .after = At(welcome.epoch(), welcome.sequence() + 1'000'000)});
  const auto first = ahead->Next();
  Observe(first.has_value() ? WordAlone(*first)
                            : rpc::Describe(rpc::FromGrpcStatus(ahead->Finish())));
}

// ---- Behind a gap ----

BEHAVIOUR(ChatV1Contract, TellsAGapWhenTheEpochIsAnother, kRequired,
          "Who resumes from another epoch is told of a gap first", kHonestGap) {
  if (!Say(OldRoom(), {"before"})) return;
  const auto reader = Enter({.room = OldRoom(), .after = At(New("epoch"), 2)});
  if (!reader || !Say(OldRoom(), {"last"})) return;
  const HeardUntil heard = Hear(*reader);
  ASSERT_THAT(heard.end, IsEmpty());
  const chat::v1::Event& first = heard.events.front();
  ASSERT_THAT(WordAlone(first), "gap of another epoch");
  EXPECT_THAT(first.sequence(), 0);
  EXPECT_THAT(first.gap().first_sequence(), 0);
  EXPECT_THAT(first.gap().last_sequence(), 0);
}

BEHAVIOUR(ChatV1Contract, GoesOnAfterAGapWithWhatThereIs, kRequired,
          "After a gap of another epoch comes what there is", kHonestGap) {
  const std::string room = NewRoom();
  const auto stays = Enter({.room = room});
  if (!stays || !Say(room, {"one", "two"})) return;
  const auto reader = Enter({.room = room, .after = At(New("epoch"), 999)});
  if (!reader || !Say(room, {"last"})) return;
  EXPECT_THAT(Hear(*reader).Texts(), ElementsAre("one", "two", "last"));
}

// ---- With the last messages ----

BEHAVIOUR(ChatV1Contract, BeginsWithTheLastMessages, kRequired,
          "A stream begins with as many last messages as are asked for", kThePromises) {
  const std::string room = NewRoom();
  const auto stays = Enter({.room = room});
  if (!stays || !Say(room, {"one", "two", "three"})) return;
  const auto reader = Enter({.room = room, .last_messages = 2});
  if (!reader || !Say(room, {"last"})) return;
  EXPECT_THAT(Hear(*reader).Texts(), ElementsAre("two", "three", "last"));
}

BEHAVIOUR(ChatV1Contract, CountsMessagesAloneAmongTheLast, kRequired,
          "Who comes and goes does not count among the last messages", kThePromises) {
  const auto stays = Enter({.room = OldRoom()});
  if (!stays || !Say(OldRoom(), {"one", "two"})) return;
  const auto bob = Enter({.room = OldRoom(), .participant = New("bob")});
  const auto reader = Enter({.room = OldRoom(), .last_messages = 1});
  if (!bob || !reader || !Say(OldRoom(), {"last"})) return;
  EXPECT_THAT(Hear(*reader).Texts(), ElementsAre("two", "last"));
}

BEHAVIOUR(ChatV1Contract, BeginsWithNewsUnlessTold, kRequired,
          "A stream begins with news when no last messages are asked for", kThePromises) {
  const auto stays = Enter({.room = OldRoom()});
  if (!stays || !Say(OldRoom(), {"one"})) return;
  const auto reader = Enter({.room = OldRoom()});
  const auto none = Enter({.room = OldRoom(), .last_messages = 0});
  if (!reader || !none || !Say(OldRoom(), {"last"})) return;
  EXPECT_THAT(Hear(*reader).Texts(), ElementsAre("last"));
  EXPECT_THAT(Hear(*none).Texts(), ElementsAre("last"));
}

BEHAVIOUR(ChatV1Contract, GivesAllThereIsWhenAskedForMore, kExpected,
          "Who asks for more last messages than there are gets all", kThePromises) {
  const std::string room = NewRoom();
  const auto stays = Enter({.room = room});
  if (!stays || !Say(room, {"one", "two"})) return;
  const auto reader = Enter({.room = room, .last_messages = 4'000'000'000});
  if (!reader || !Say(room, {"last"})) return;
  EXPECT_THAT(Hear(*reader).Texts(), ElementsAre("one", "two", "last"));
}

BEHAVIOUR(ChatV1Contract, KeepsAResponseToAbout64KiB, kExpected,
          "What waits for a reader comes in responses of about 64 KiB", kTheLog) {
  const std::string room = NewRoom();
  const auto stays = Enter({.room = room});
  if (!stays) return;
  for (int i = 0; i < 20; ++i) {
    const std::string text = absl::StrCat("text ", i, std::string(16'000, '.'));
    if (!Say(room, {text})) return;
    ASSERT_THAT(Hear(*stays, text).end, IsEmpty());
  }
  const auto reader = Enter({.room = room, .last_messages = 20});
  if (!reader || !Say(room, {"last"})) return;
  ASSERT_THAT(Hear(*reader).end, IsEmpty());
  EXPECT_THAT(reader->largest_response_bytes(), Le(128 * 1024));
}

}  // namespace
}  // namespace workbook::testing
