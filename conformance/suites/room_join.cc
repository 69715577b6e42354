// Join: the Welcome, the numbers and times of events, and the separation of rooms.
#include <gmock/gmock.h>

#include <numeric>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "conformance/matchers.h"
#include "conformance/suites/room.h"

namespace workbook::conformance::suites {
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
          "Every stream begins with a Welcome, which has no number", kTheGuarantees) {
  const auto stays = Enter({.room = SharedRoom()});
  if (!stays || !Send(SharedRoom(), {"before"})) return;
  for (const std::optional<uint32_t> last_messages : {std::optional<uint32_t>(), {1}}) {
    const auto reader = client_.Join({.room = SharedRoom(), .last_messages = last_messages});
    const auto first = reader->Next();
    ASSERT_THAT(first.has_value() ? UnnumberedSummary(*first) : "nothing", "welcome");
    EXPECT_THAT(first->sequence(), 0);
    EXPECT_THAT(first->welcome().epoch(), Not(IsEmpty()));
  }
}

BEHAVIOUR(ChatV1Contract, TellsTheNewestNumberInTheWelcome, kRequired,
          "The Welcome has the number of the room's newest event", kTheGuarantees) {
  const std::string room = NewRoom();
  const auto reader = Enter({.room = room});
  const auto bob = Enter({.room = room, .participant = "bob"});
  if (!reader || !bob || !Send(room, {"one", "last"})) return;
  const ReceivedEvents received = ReadUntil(*reader);
  ASSERT_THAT(received.end, IsEmpty());
  if (const auto late = Enter({.room = room})) {
    EXPECT_THAT(late->welcome().sequence(), received.events.back().sequence());
  }
}

BEHAVIOUR(ChatV1Contract, WelcomesWithWhoIsHereInOrderOfNames, kRequired,
          "The Welcome lists participants by name, each once", kTheGuarantees) {
  if (GetParam().token_names_the_sender) GTEST_SKIP() << "the name comes from the token";
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
          "The Welcome counts all readers, with this one and unnamed ones", kTheGuarantees) {
  const std::string room = NewRoom();
  const auto first = Enter({.room = room});
  const auto second = Enter({.room = room, .participant = "bob"});
  const auto third = Enter({.room = room});
  if (!first || !second || !third) return;
  EXPECT_THAT(first->welcome().reader_count(), 1);
  EXPECT_THAT(third->welcome().reader_count(), 3);
}

BEHAVIOUR(ChatV1Contract, WelcomesAtOnceInASilentRoom, kExpected,
          "Metadata and Welcome come at once, also in a silent room", kTheGuarantees) {
  const std::string room = NewRoom();
  for (const std::optional<uint32_t> last_messages : {std::optional<uint32_t>(), {10}}) {
    const auto reader =
        client_.Join({.room = room, .last_messages = last_messages}, std::chrono::seconds(5));
    const auto first = reader->Next();
    EXPECT_THAT(first.has_value() ? UnnumberedSummary(*first) : "nothing within 5 s", "welcome");
  }
}

BEHAVIOUR(ChatV1Contract, OwesAReaderEverythingAfterTheInitialMetadata, kRequired,
          "After the initial metadata a reader misses no message", kJoinWithoutGap) {
  for (int i = 0; i < 10 && !HasFailure(); ++i) {
    const auto reader = client_.Join({.room = SharedRoom()});  // waits for the metadata alone
    if (!Send(SharedRoom(), {"first"})) return;
    ASSERT_TRUE(reader->Next().has_value()) << "of the Welcome";
    if (!Send(SharedRoom(), {"last"})) return;
    EXPECT_THAT(ReadUntil(*reader).Texts(), ElementsAre("first", "last"));
  }
}

// ---- Events ----

BEHAVIOUR(ChatV1Contract, TellsTheSenderOfAMessage, kRequired, "A message has its sender",
          kTheGuarantees) {
  if (GetParam().token_names_the_sender) GTEST_SKIP() << "the name comes from the token";
  const auto reader = Enter({.room = SharedRoom()});
  if (!reader) return;
  ASSERT_THAT(Send(SendRequest{.room = SharedRoom(), .sender = "bob", .text = "one"}).status,
              IsOk());
  ASSERT_THAT(Send(SendRequest{.room = SharedRoom(), .sender = "cy", .text = "two"}).status,
              IsOk());
  if (!Send(SharedRoom(), {"last"})) return;
  std::vector<std::string> messages;
  for (const std::string& summary : ReadUntil(*reader).Summaries()) {
    // Readers of other tests may still be leaving.
    if (summary[0] != '+' && summary[0] != '-') messages.push_back(summary);
  }
  EXPECT_THAT(messages, ElementsAre("bob: one", "cy: two", "ann: last"));
}

BEHAVIOUR(ChatV1Contract, NumbersEventsOneByOneFromOneOn, kRequired,
          "A room's events have the numbers 1, 2, 3 and come in that order", kTheGuarantees) {
  if (GetParam().token_names_the_sender) GTEST_SKIP() << "the name comes from the token";
  const std::string room = NewRoom();
  const auto reader = Enter({.room = room});
  const auto bob = Enter({.room = room, .participant = "bob"});
  if (!reader || !bob || !Send(room, std::vector<std::string>(20, "hello")) ||
      !Send(room, {"last"})) {
    return;
  }
  const ReceivedEvents received = ReadUntil(*reader);
  ASSERT_THAT(received.end, IsEmpty());
  std::vector<uint64_t> one_by_one(received.events.size());
  std::iota(one_by_one.begin(), one_by_one.end(), 1);
  EXPECT_THAT(received.Sequences(), one_by_one);
}

// Its clock and ours may differ, but not by a day.
BEHAVIOUR(ChatV1Contract, GivesEachEventItsTime, kRequired,
          "An event has the time of the server's clock", kTheLog) {
  const auto reader = Enter({.room = SharedRoom()});
  if (!reader || !Send(SharedRoom(), {"last"})) return;
  const ReceivedEvents received = ReadUntil(*reader);
  ASSERT_THAT(received.end, IsEmpty());
  const auto& time = received.events.back().time();
  const int64_t now = absl::ToUnixSeconds(absl::Now());
  EXPECT_THAT(time.seconds(), AllOf(Ge(now - 86'400), Le(now + 86'400)));
  EXPECT_THAT(time.nanos(), AllOf(Ge(0), Le(999'999'999)));
}

// ---- Other rooms ----

BEHAVIOUR(ChatV1Contract, KeepsRoomsApart, kRequired,
          "Rooms are separate, also when only a capital letter differs", kTheGuarantees) {
  const std::string kitchen = NewRoom();
  const std::string capital_kitchen = "J" + kitchen.substr(1);
  const auto reader = Enter({.room = kitchen});
  const auto other_reader = Enter({.room = capital_kitchen});
  if (!reader || !other_reader || !Send(kitchen, {"tea"}) || !Send(capital_kitchen, {"TEA"}) ||
      !Send(SharedRoom(), {"rain"}) || !Send(kitchen, {"last"}) ||
      !Send(capital_kitchen, {"last"})) {
    return;
  }
  EXPECT_THAT(ReadUntil(*reader).Texts(), ElementsAre("tea", "last"));
  EXPECT_THAT(ReadUntil(*other_reader).Texts(), ElementsAre("TEA", "last"));
}

}  // namespace
}  // namespace workbook::conformance::suites
