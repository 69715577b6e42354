// Join: the welcome, the numbers, the times, and rooms apart.
#include <gmock/gmock.h>

#include <numeric>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "contract/chat_v1_contract.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::Not;

std::vector<std::string> Names(const chat::v1::Welcome& welcome) {
  std::vector<std::string> names;
  for (const auto& participant : welcome.participants()) names.push_back(participant.name());
  return names;
}

// ---- The welcome ----

BEHAVIOUR(ChatV1Contract, BeginsEveryStreamWithAWelcome, kRequired,
          "Every stream begins with a Welcome, which has no number", kThePromises) {
  const auto stays = Enter({.room = OldRoom()});
  if (!stays || !Say(OldRoom(), {"before"})) return;
  for (const std::optional<uint32_t> last_messages : {std::optional<uint32_t>(), {1}}) {
    const auto reader = door_.Join({.room = OldRoom(), .last_messages = last_messages});
    const auto first = reader->Next();
    ASSERT_THAT(first.has_value() ? WordAlone(*first) : "nothing", "welcome");
    EXPECT_THAT(first->sequence(), 0);
    EXPECT_THAT(first->welcome().epoch(), Not(IsEmpty()));
  }
}

BEHAVIOUR(ChatV1Contract, TellsTheNewestNumberInTheWelcome, kRequired,
          "The Welcome tells the number of the room's newest event", kThePromises) {
  const std::string room = NewRoom();
  const auto reader = Enter({.room = room});
  const auto bob = Enter({.room = room, .participant = "bob"});
  if (!reader || !bob || !Say(room, {"one", "last"})) return;
  const HeardUntil heard = Hear(*reader);
  ASSERT_THAT(heard.end, IsEmpty());
  if (const auto late = Enter({.room = room})) {
    EXPECT_THAT(late->welcome().sequence(), heard.events.back().sequence());
  }
}

BEHAVIOUR(ChatV1Contract, WelcomesWithWhoIsHereInOrderOfNames, kRequired,
          "The Welcome tells who is here, in order of names, each once", kThePromises) {
  if (GetParam().token_names_the_sender) GTEST_SKIP() << "a token is the name";
  const std::string room = NewRoom();
  const auto cy = Enter({.room = room, .participant = "cy"});
  const auto ann = Enter({.room = room, .participant = "ann"});
  const auto cys_phone = Enter({.room = room, .participant = "cy"});
  const auto unseen = Enter({.room = room});
  if (!cy || !ann || !cys_phone || !unseen) return;
  EXPECT_THAT(Names(unseen->welcome()), ElementsAre("ann", "cy"));
  EXPECT_THAT(unseen->welcome().participant_count(), 2);
}

BEHAVIOUR(ChatV1Contract, CountsReadersInTheWelcome, kRequired,
          "The Welcome counts all readers, the unseen and this one too", kThePromises) {
  const std::string room = NewRoom();
  const auto first = Enter({.room = room});
  const auto second = Enter({.room = room, .participant = "bob"});
  const auto third = Enter({.room = room});
  if (!first || !second || !third) return;
  EXPECT_THAT(first->welcome().reader_count(), 1);
  EXPECT_THAT(third->welcome().reader_count(), 3);
}

BEHAVIOUR(ChatV1Contract, WelcomesAtOnceWhereNothingWasSaid, kExpected,
          "The metadata and the Welcome come at once, though nobody speaks", kThePromises) {
  const std::string room = NewRoom();
  for (const std::optional<uint32_t> last_messages : {std::optional<uint32_t>(), {10}}) {
    const auto reader =
        door_.Join({.room = room, .last_messages = last_messages}, std::chrono::seconds(5));
    const auto first = reader->Next();
    EXPECT_THAT(first.has_value() ? WordAlone(*first) : "nothing within 5 s", "welcome");
  }
}

BEHAVIOUR(ChatV1Contract, OwesAReaderEverythingAfterTheInitialMetadata, kRequired,
          "Who has the initial metadata hears all that is said from then on", kJoinWithoutGap) {
  for (int i = 0; i < 10 && !HasFailure(); ++i) {
    const auto reader = door_.Join({.room = OldRoom()});  // waits for no more than that
    if (!Say(OldRoom(), {"first"})) return;
    ASSERT_TRUE(reader->Next().has_value()) << "of the Welcome";
    if (!Say(OldRoom(), {"last"})) return;
    EXPECT_THAT(Hear(*reader).Texts(), ElementsAre("first", "last"));
  }
}

// ---- What is told of it ----

BEHAVIOUR(ChatV1Contract, TellsWhoSaysWhat, kRequired, "A message comes with its sender",
          kThePromises) {
  if (GetParam().token_names_the_sender) GTEST_SKIP() << "a token is the name";
  const auto reader = Enter({.room = OldRoom()});
  if (!reader) return;
  ASSERT_THAT(Say(Words{.room = OldRoom(), .sender = "bob", .text = "one"}).status, IsOk());
  ASSERT_THAT(Say(Words{.room = OldRoom(), .sender = "cy", .text = "two"}).status, IsOk());
  if (!Say(OldRoom(), {"last"})) return;
  std::vector<std::string> said;
  for (const std::string& word : Hear(*reader).Words()) {
    if (word[0] != '+' && word[0] != '-') said.push_back(word);  // others may still be leaving
  }
  EXPECT_THAT(said, ElementsAre("bob: one", "cy: two", "ann: last"));
}

BEHAVIOUR(ChatV1Contract, NumbersEventsOneByOneFromOneOn, kRequired,
          "A room's events are numbered 1, 2, 3 and told in that order", kThePromises) {
  if (GetParam().token_names_the_sender) GTEST_SKIP() << "a token is the name";
  const std::string room = NewRoom();
  const auto reader = Enter({.room = room});
  const auto bob = Enter({.room = room, .participant = "bob"});
  if (!reader || !bob || !Say(room, std::vector<std::string>(20, "hello")) ||
      !Say(room, {"last"})) {
    return;
  }
  const HeardUntil heard = Hear(*reader);
  ASSERT_THAT(heard.end, IsEmpty());
  std::vector<uint64_t> one_by_one(heard.events.size());
  std::iota(one_by_one.begin(), one_by_one.end(), 1);
  EXPECT_THAT(heard.Sequences(), one_by_one);
}

// Its clock and ours may differ, but not by a day.
BEHAVIOUR(ChatV1Contract, GivesEachEventItsTime, kRequired,
          "An event has the time of the server's clock", kTheLog) {
  const auto reader = Enter({.room = OldRoom()});
  if (!reader || !Say(OldRoom(), {"last"})) return;
  const HeardUntil heard = Hear(*reader);
  ASSERT_THAT(heard.end, IsEmpty());
  const auto& time = heard.events.back().time();
  const int64_t now = absl::ToUnixSeconds(absl::Now());
  EXPECT_THAT(time.seconds(), AllOf(Ge(now - 86'400), Le(now + 86'400)));
  EXPECT_THAT(time.nanos(), AllOf(Ge(0), Le(999'999'999)));
}

// ---- Other rooms ----

BEHAVIOUR(ChatV1Contract, KeepsRoomsApart, kRequired,
          "Rooms are apart, also when their names differ by a capital letter", kThePromises) {
  const std::string kitchen = NewRoom();
  const std::string capital_kitchen = "J" + kitchen.substr(1);
  const auto reader = Enter({.room = kitchen});
  const auto other_reader = Enter({.room = capital_kitchen});
  if (!reader || !other_reader || !Say(kitchen, {"tea"}) || !Say(capital_kitchen, {"TEA"}) ||
      !Say(OldRoom(), {"rain"}) || !Say(kitchen, {"last"}) || !Say(capital_kitchen, {"last"})) {
    return;
  }
  EXPECT_THAT(Hear(*reader).Texts(), ElementsAre("tea", "last"));
  EXPECT_THAT(Hear(*other_reader).Texts(), ElementsAre("TEA", "last"));
}

}  // namespace
}  // namespace workbook::testing
