// Who comes and who goes, and who is not to be seen.
#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>

#include "contract/chat_v1_contract.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::Not;

// Who goes tells nobody but the server. What shows that the server knows is asked for again and
// again; each time is a call.
template <typename Condition>
bool SoonEnough(const Condition& condition, std::chrono::seconds patience) {
  const auto give_up = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > give_up) return false;
  }
  return true;
}

BEHAVIOUR(ChatV1Contract, TellsWhoComes, kRequired, "Readers are told when a participant joins",
          kThePromises) {
  if (GetParam().token_names_the_sender) GTEST_SKIP() << "a token is the name";
  const std::string bobs_name = New("bob");
  const auto reader = Enter({.room = OldRoom()});
  const auto bob = Enter({.room = OldRoom(), .participant = bobs_name});
  if (!reader || !bob || !Say(OldRoom(), {"last"})) return;
  EXPECT_THAT(Hear(*reader).Words(), Contains("+" + bobs_name));
}

BEHAVIOUR(ChatV1Contract, TellsWhoGoes, kRequired, "Readers are told when a participant leaves",
          kWhoLeft) {
  if (GetParam().token_names_the_sender) GTEST_SKIP() << "a token is the name";
  const std::string bobs_name = New("bob");
  const auto reader = Enter({.room = OldRoom()});
  const auto bob = Enter({.room = OldRoom(), .participant = bobs_name});
  if (!reader || !bob) return;
  bob->Cancel();
  std::vector<std::string> words;
  const bool told = SoonEnough(
      [&] {
        if (!Say(OldRoom(), {"gone?"})) return true;
        const HeardUntil heard = Hear(*reader, "gone?");
        words = heard.WordsOf(bobs_name);
        return !heard.end.empty() ||
               std::find(words.begin(), words.end(), "-" + bobs_name) != words.end();
      },
      std::chrono::seconds(10));
  EXPECT_TRUE(told) << "nothing of it within 10 s";
  EXPECT_THAT(words, Contains("-" + bobs_name));
}

BEHAVIOUR(ChatV1Contract, TellsOnceOfANameThatComesTwice, kRequired,
          "A name that joins a second time is not told of again", kThePromises) {
  const std::string bobs_name = New("bob");
  const auto reader = Enter({.room = OldRoom()});
  const auto bob = Enter({.room = OldRoom(), .participant = bobs_name});
  const auto bobs_phone = Enter({.room = OldRoom(), .participant = bobs_name});
  if (!reader || !bob || !bobs_phone || !Say(OldRoom(), {"last"})) return;
  const HeardUntil heard = Hear(*reader);
  ASSERT_THAT(heard.end, IsEmpty());
  EXPECT_THAT(heard.WordsOf(bobs_name), AnyOf(IsEmpty(), ElementsAre("+" + bobs_name)));
}

BEHAVIOUR(ChatV1Contract, KeepsANameUntilItsLastStreamEnds, kRequired,
          "A name has left when the last of its streams has ended", kThePromises) {
  const std::string room = NewRoom();
  const auto reader = Enter({.room = room});
  const auto bob = Enter({.room = room, .participant = "bob"});
  const auto bobs_phone = Enter({.room = room, .participant = "bob"});
  if (!reader || !bob || !bobs_phone) return;
  bob->Cancel();
  // Not to count them is another failure.
  static_cast<void>(SoonEnough(
      [&] {
        const auto counter = Enter({.room = room});
        return !counter || counter->welcome().reader_count() <= 3;
      },
      std::chrono::seconds(2)));
  if (!Say(room, {"last"})) return;
  const HeardUntil heard = Hear(*reader);
  ASSERT_THAT(heard.end, IsEmpty());
  EXPECT_THAT(heard.WordsOf("bob"), Not(Contains("-bob")));
}

BEHAVIOUR(ChatV1Contract, DoesNotTellOfReadersWithoutAName, kRequired,
          "A reader without a name comes unseen", kThePromises) {
  if (GetParam().token_names_the_sender) GTEST_SKIP() << "a token is the name";
  const std::string room = NewRoom();
  const auto reader = Enter({.room = room});
  const auto unseen = Enter({.room = room});
  if (!reader || !unseen || !Say(room, {"last"})) return;
  EXPECT_THAT(Hear(*reader).Words(), ElementsAre("ann: last"));
  EXPECT_THAT(unseen->welcome().participant_count(), 0);
}

BEHAVIOUR(ChatV1Contract, ForgetsReadersWhoCancel, kExpected,
          "Readers who cancel are soon counted no more", kWhoLeft) {
  const std::string room = NewRoom();
  for (int i = 0; i < 20 && !HasFailure(); ++i) {
    const auto leaves = Enter({.room = room});
    if (!leaves) return;
    leaves->Cancel();
    EXPECT_THAT(leaves->Finish(), HasCode(absl::StatusCode::kCancelled));
  }
  uint32_t count = 0;
  static_cast<void>(SoonEnough(
      [&] {
        const auto counter = Enter({.room = room});
        count = counter ? counter->welcome().reader_count() : 0;
        return count <= 2;
      },
      std::chrono::seconds(10)));
  // Itself and, may be, the one that counted last.
  EXPECT_THAT(count, Le(2)) << "readers are counted when all others have gone";
}

BEHAVIOUR(ChatV1Contract, TellsReadersOfThemselves, kRecorded,
          "Whether readers are told that they themselves joined", kThePromises) {
  const std::string bobs_name = New("bob");
  const auto bob = Enter({.room = OldRoom(), .participant = bobs_name});
  if (!bob || !Say(OldRoom(), {"last"})) return;
  const HeardUntil heard = Hear(*bob);
  ASSERT_THAT(heard.end, IsEmpty());
  Observe(heard.WordsOf(bobs_name).empty() ? "they have it from the Welcome" : "they are told");
}

}  // namespace
}  // namespace workbook::testing
