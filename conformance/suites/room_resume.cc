// Where a stream begins: at a position, after a gap, with the last messages. A reader stays in the
// room meanwhile, and the server keeps a handful of messages: without that nobody could resume.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "conformance/matchers.h"
#include "conformance/suites/room.h"
#include "rpc/status.h"

namespace workbook::conformance::suites {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::Not;
using ::testing::StartsWith;

// ---- At a position ----

BEHAVIOUR(ChatV1Contract, ResumesWithoutALossOrARepetition, kRequired,
          "A resumed reader receives missed and new messages, each once", kHonestGap) {
  const auto stays = Enter({.room = SharedRoom()});
  auto reader = Enter({.room = SharedRoom()});
  if (!stays || !reader || !Send(SharedRoom(), {"one", "two", "three", "four"})) return;
  ASSERT_THAT(ReadUntil(*reader, "two").end, IsEmpty());
  const chat::v1::Position position = reader->position();
  reader.reset();
  if (!Send(SharedRoom(), {"five", "six"})) return;
  const auto resumed = Enter({.room = SharedRoom(), .after = position});
  if (!resumed || !Send(SharedRoom(), {"last"})) return;
  EXPECT_THAT(ReadUntil(*resumed).Texts(), ElementsAre("three", "four", "five", "six", "last"));
}

BEHAVIOUR(ChatV1Contract, TellsNoGapWhenNothingWasMissed, kRequired,
          "A resumed reader that missed nothing receives no gap", kHonestGap) {
  const auto reader = Enter({.room = SharedRoom()});
  if (!reader || !Send(SharedRoom(), {"one"})) return;
  ASSERT_THAT(ReadUntil(*reader, "one").end, IsEmpty());
  const auto resumed = Enter({.room = SharedRoom(), .after = reader->position()});
  if (!resumed || !Send(SharedRoom(), {"last"})) return;
  const ReceivedEvents received = ReadUntil(*resumed);
  ASSERT_THAT(received.end, IsEmpty());
  EXPECT_THAT(received.Summaries(), Not(Contains(StartsWith("gap"))));
}

BEHAVIOUR(ChatV1Contract, ResumesJoinedAndLeftEvents, kRecorded,
          "Whether a resumed reader receives missed joined events", kHonestGap) {
  const std::string bobs_name = Unique("bob");
  const auto reader = Enter({.room = SharedRoom()});
  if (!reader || !Send(SharedRoom(), {"one"})) return;
  ASSERT_THAT(ReadUntil(*reader, "one").end, IsEmpty());
  const auto bob = Enter({.room = SharedRoom(), .participant = bobs_name});
  const auto resumed = Enter({.room = SharedRoom(), .after = reader->position()});
  if (!bob || !resumed || !Send(SharedRoom(), {"last"})) return;
  const ReceivedEvents received = ReadUntil(*resumed);
  ASSERT_THAT(received.end, IsEmpty());
  Observe(received.PresenceOf(bobs_name).empty() ? "no, the Welcome has the participants"
                                                 : "yes, like messages");
}

BEHAVIOUR(ChatV1Contract, AnswersAPositionInTheFuture, kRecorded,
          "What a position after the newest event leads to", kTheLimits) {
  const std::string room = NewRoom();  // its numbers are the same in each run: a text may have them
  const auto reader = Enter({.room = room});
  if (!reader) return;
  const chat::v1::Welcome& welcome = reader->welcome();
  const auto ahead = client_.Join(
      {.room = room, .after = PositionAt(welcome.epoch(), welcome.sequence() + 1'000'000)});
  const auto first = ahead->Next();
  Observe(first.has_value() ? UnnumberedSummary(*first)
                            : rpc::Describe(rpc::FromGrpcStatus(ahead->Finish())));
}

// ---- After a gap ----

BEHAVIOUR(ChatV1Contract, TellsAGapWhenTheEpochIsAnother, kRequired,
          "A reader that resumes from another epoch first receives a gap", kHonestGap) {
  if (!Send(SharedRoom(), {"before"})) return;
  const auto reader = Enter({.room = SharedRoom(), .after = PositionAt(Unique("epoch"), 2)});
  if (!reader || !Send(SharedRoom(), {"last"})) return;
  const ReceivedEvents received = ReadUntil(*reader);
  ASSERT_THAT(received.end, IsEmpty());
  const chat::v1::Event& first = received.events.front();
  ASSERT_THAT(UnnumberedSummary(first), "gap of another epoch");
  EXPECT_THAT(first.sequence(), 0);
  EXPECT_THAT(first.gap().first_sequence(), 0);
  EXPECT_THAT(first.gap().last_sequence(), 0);
}

BEHAVIOUR(ChatV1Contract, GoesOnAfterAGapWithWhatThereIs, kRequired,
          "After a gap of another epoch come the events that are kept", kHonestGap) {
  const std::string room = NewRoom();
  const auto stays = Enter({.room = room});
  if (!stays || !Send(room, {"one", "two"})) return;
  const auto reader = Enter({.room = room, .after = PositionAt(Unique("epoch"), 999)});
  if (!reader || !Send(room, {"last"})) return;
  EXPECT_THAT(ReadUntil(*reader).Texts(), ElementsAre("one", "two", "last"));
}

// ---- With the last messages ----

BEHAVIOUR(ChatV1Contract, BeginsWithTheLastMessages, kRequired,
          "A stream begins with the number of last messages asked for", kTheGuarantees) {
  const std::string room = NewRoom();
  const auto stays = Enter({.room = room});
  if (!stays || !Send(room, {"one", "two", "three"})) return;
  const auto reader = Enter({.room = room, .last_messages = 2});
  if (!reader || !Send(room, {"last"})) return;
  EXPECT_THAT(ReadUntil(*reader).Texts(), ElementsAre("two", "three", "last"));
}

BEHAVIOUR(ChatV1Contract, CountsMessagesAloneAmongTheLast, kRequired,
          "Joined and left events do not count as last messages", kTheGuarantees) {
  const auto stays = Enter({.room = SharedRoom()});
  if (!stays || !Send(SharedRoom(), {"one", "two"})) return;
  const auto bob = Enter({.room = SharedRoom(), .participant = Unique("bob")});
  const auto reader = Enter({.room = SharedRoom(), .last_messages = 1});
  if (!bob || !reader || !Send(SharedRoom(), {"last"})) return;
  EXPECT_THAT(ReadUntil(*reader).Texts(), ElementsAre("two", "last"));
}

BEHAVIOUR(ChatV1Contract, BeginsWithNewEventsUnlessTold, kRequired,
          "Without last_messages a stream begins with new events", kTheGuarantees) {
  const auto stays = Enter({.room = SharedRoom()});
  if (!stays || !Send(SharedRoom(), {"one"})) return;
  const auto reader = Enter({.room = SharedRoom()});
  const auto none = Enter({.room = SharedRoom(), .last_messages = 0});
  if (!reader || !none || !Send(SharedRoom(), {"last"})) return;
  EXPECT_THAT(ReadUntil(*reader).Texts(), ElementsAre("last"));
  EXPECT_THAT(ReadUntil(*none).Texts(), ElementsAre("last"));
}

BEHAVIOUR(ChatV1Contract, GivesAllThereIsWhenAskedForMore, kExpected,
          "A request for more last messages than there are gets all", kTheGuarantees) {
  const std::string room = NewRoom();
  const auto stays = Enter({.room = room});
  if (!stays || !Send(room, {"one", "two"})) return;
  const auto reader = Enter({.room = room, .last_messages = 4'000'000'000});
  if (!reader || !Send(room, {"last"})) return;
  EXPECT_THAT(ReadUntil(*reader).Texts(), ElementsAre("one", "two", "last"));
}

BEHAVIOUR(ChatV1Contract, KeepsAResponseToAbout64KiB, kExpected,
          "Pending events come in responses of about 64 KiB", kTheLog) {
  const std::string room = NewRoom();
  const auto stays = Enter({.room = room});
  if (!stays) return;
  for (int i = 0; i < 20; ++i) {
    const std::string text = absl::StrCat("text ", i, std::string(16'000, '.'));
    if (!Send(room, {text})) return;
    ASSERT_THAT(ReadUntil(*stays, text).end, IsEmpty());
  }
  const auto reader = Enter({.room = room, .last_messages = 20});
  if (!reader || !Send(room, {"last"})) return;
  ASSERT_THAT(ReadUntil(*reader).end, IsEmpty());
  EXPECT_THAT(reader->largest_response_bytes(), Le(128 * 1024));
}

}  // namespace
}  // namespace workbook::conformance::suites
