// Participants that join and leave, and readers without a name.
#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "conformance/matchers.h"
#include "conformance/suites/room.h"

namespace workbook::conformance::suites {
namespace {

using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::Not;

// Polls for what the server does after a client has left; the client gets no signal of that. Each
// poll is a call, and may be a reader that the server counts for a while after it has left: the
// pauses double, so that no poll meets more than the one before it.
template <typename Condition>
bool HappensWithin(const Condition& condition, std::chrono::seconds timeout) {
  const auto give_up = std::chrono::steady_clock::now() + timeout;
  for (std::chrono::milliseconds pause{1}; !condition(); pause *= 2) {
    if (std::chrono::steady_clock::now() + pause > give_up) return false;
    std::this_thread::sleep_for(pause);
  }
  return true;
}

BEHAVIOUR(ChatV1Contract, TellsWhoComes, kRequired,
          "Readers receive an event when a participant joins", kTheGuarantees) {
  if (GetParam().token_names_the_sender) GTEST_SKIP() << "the name comes from the token";
  const std::string bobs_name = Unique("bob");
  const auto reader = Enter({.room = SharedRoom()});
  const auto bob = Enter({.room = SharedRoom(), .participant = bobs_name});
  if (!reader || !bob || !Send(SharedRoom(), {"last"})) return;
  EXPECT_THAT(ReadUntil(*reader).Summaries(), Contains("+" + bobs_name));
}

BEHAVIOUR(ChatV1Contract, TellsWhoGoes, kRequired,
          "Readers receive an event when a participant leaves", kWhoLeft) {
  if (GetParam().token_names_the_sender) GTEST_SKIP() << "the name comes from the token";
  const std::string bobs_name = Unique("bob");
  const auto reader = Enter({.room = SharedRoom()});
  const auto bob = Enter({.room = SharedRoom(), .participant = bobs_name});
  if (!reader || !bob) return;
  bob->Cancel();
  std::vector<std::string> presence;
  const bool has_left = HappensWithin(
      [&] {
        if (!Send(SharedRoom(), {"gone?"})) return true;
        const ReceivedEvents received = ReadUntil(*reader, "gone?");
        presence = received.PresenceOf(bobs_name);
        return !received.end.empty() ||
               std::ranges::find(presence, "-" + bobs_name) != presence.end();
      },
      std::chrono::seconds(10));
  EXPECT_TRUE(has_left) << "no such event within 10 s";
  EXPECT_THAT(presence, Contains("-" + bobs_name));
}

BEHAVIOUR(ChatV1Contract, TellsOnceOfANameThatComesTwice, kRequired,
          "A name that joins a second time is announced once", kTheGuarantees) {
  const std::string bobs_name = Unique("bob");
  const auto reader = Enter({.room = SharedRoom()});
  const auto bob = Enter({.room = SharedRoom(), .participant = bobs_name});
  const auto bobs_phone = Enter({.room = SharedRoom(), .participant = bobs_name});
  if (!reader || !bob || !bobs_phone || !Send(SharedRoom(), {"last"})) return;
  const ReceivedEvents received = ReadUntil(*reader);
  ASSERT_THAT(received.end, IsEmpty());
  EXPECT_THAT(received.PresenceOf(bobs_name), AnyOf(IsEmpty(), ElementsAre("+" + bobs_name)));
}

BEHAVIOUR(ChatV1Contract, KeepsANameUntilItsLastStreamEnds, kRequired,
          "A name leaves when the last of its streams ends", kTheGuarantees) {
  const std::string room = NewRoom();
  const auto reader = Enter({.room = room});
  const auto bob = Enter({.room = room, .participant = "bob"});
  const auto bobs_phone = Enter({.room = room, .participant = "bob"});
  if (!reader || !bob || !bobs_phone) return;
  bob->Cancel();
  // To miscount readers is another behaviour's failure.
  static_cast<void>(HappensWithin(
      [&] {
        const auto counter = Enter({.room = room});
        return !counter || counter->welcome().reader_count() <= 3;
      },
      std::chrono::seconds(2)));
  if (!Send(room, {"last"})) return;
  const ReceivedEvents received = ReadUntil(*reader);
  ASSERT_THAT(received.end, IsEmpty());
  EXPECT_THAT(received.PresenceOf("bob"), Not(Contains("-bob")));
}

BEHAVIOUR(ChatV1Contract, DoesNotTellOfReadersWithoutAName, kRequired,
          "A reader without a name is not announced", kTheGuarantees) {
  if (GetParam().token_names_the_sender) GTEST_SKIP() << "the name comes from the token";
  const std::string room = NewRoom();
  const auto reader = Enter({.room = room});
  const auto unseen = Enter({.room = room});
  if (!reader || !unseen || !Send(room, {"last"})) return;
  EXPECT_THAT(ReadUntil(*reader).Summaries(), ElementsAre("ann: last"));
  EXPECT_THAT(unseen->welcome().participant_count(), 0);
}

BEHAVIOUR(ChatV1Contract, ForgetsReadersWhoCancel, kExpected,
          "Readers that cancel soon stop counting", kWhoLeft) {
  const std::string room = NewRoom();
  for (int i = 0; i < 20 && !HasFailure(); ++i) {
    const auto leaving = Enter({.room = room});
    if (!leaving) return;
    leaving->Cancel();
    EXPECT_THAT(leaving->Finish(), StatusIs(absl::StatusCode::kCancelled));
  }
  uint32_t count = 0;
  static_cast<void>(HappensWithin(
      [&] {
        const auto counter = Enter({.room = room});
        count = counter ? counter->welcome().reader_count() : 0;
        return count <= 2;
      },
      std::chrono::seconds(10)));
  // The counter itself and, perhaps, the previous counter.
  EXPECT_THAT(count, Le(2)) << "readers are counted after all others have left";
}

BEHAVIOUR(ChatV1Contract, TellsReadersOfThemselves, kRecorded,
          "Whether a reader receives its own joined event", kTheGuarantees) {
  const std::string bobs_name = Unique("bob");
  const auto bob = Enter({.room = SharedRoom(), .participant = bobs_name});
  if (!bob || !Send(SharedRoom(), {"last"})) return;
  const ReceivedEvents received = ReadUntil(*bob);
  ASSERT_THAT(received.end, IsEmpty());
  Observe(received.PresenceOf(bobs_name).empty() ? "no, it is in the Welcome" : "yes");
}

}  // namespace
}  // namespace workbook::conformance::suites
