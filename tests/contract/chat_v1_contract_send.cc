// Send: the acknowledgement, and saying it twice.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "contract/chat_v1_contract.h"
#include "rpc/status.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

BEHAVIOUR(ChatV1Contract, AcknowledgesWithTheNumberThatReadersSee, kRequired,
          "A Send is answered with the number that readers see", kThePromises) {
  const auto reader = Enter({.room = OldRoom()});
  if (!reader) return;
  for (int i = 0; i < 5; ++i) {
    const std::string text = absl::StrCat("text ", i);
    const Sent sent = Say(Words{.room = OldRoom(), .text = text});
    ASSERT_THAT(sent.status, IsOk());
    const HeardUntil heard = Hear(*reader, text);
    ASSERT_THAT(heard.end, IsEmpty());
    EXPECT_THAT(sent.response.sequence(), heard.events.back().sequence());
  }
}

BEHAVIOUR(ChatV1Contract, AcknowledgesWithTheRoomsEpoch, kRequired,
          "A Send is answered with the epoch of the room's Welcome", kThePromises) {
  const auto reader = Enter({.room = OldRoom()});
  if (!reader) return;
  const Sent sent = Say(Words{.room = OldRoom()});
  ASSERT_THAT(sent.status, IsOk());
  EXPECT_THAT(sent.response.epoch(), reader->welcome().epoch());
}

BEHAVIOUR(ChatV1Contract, MakesTheRoomThatIsSpokenIn, kRequired,
          "A Send makes the room, when nobody is there yet", kThePromises) {
  EXPECT_THAT(Say(Words{.room = NewRoom()}).status, IsOk());
}

// ---- Saying it twice ----

BEHAVIOUR(ChatV1Contract, SaysWhatIsSentAgainOnce, kRequired,
          "The same message_id sent again is said once", kThePromises) {
  const Words once{.room = OldRoom(), .text = "once", .message_id = New("id")};
  const auto reader = Enter({.room = OldRoom()});
  if (!reader) return;
  ASSERT_THAT(Say(once).status, IsOk());
  if (!Say(OldRoom(), {"meanwhile"})) return;
  for (int i = 0; i < 3; ++i) EXPECT_THAT(Say(once).status, IsOk());
  if (!Say(OldRoom(), {"last"})) return;
  EXPECT_THAT(Hear(*reader).Texts(), ElementsAre("once", "meanwhile", "last"));
}

BEHAVIOUR(ChatV1Contract, AcknowledgesARepetitionWithItsFirstNumber, kRequired,
          "A message sent again is answered with its first number", kThePromises) {
  const Words once{.room = OldRoom(), .text = "once", .message_id = New("id")};
  const Sent first = Say(once);
  ASSERT_THAT(first.status, IsOk());
  if (!Say(OldRoom(), {"meanwhile"})) return;
  const Sent again = Say(once);
  ASSERT_THAT(again.status, IsOk());
  EXPECT_THAT(again.response.sequence(), first.response.sequence());
}

BEHAVIOUR(ChatV1Contract, SaysThatARepetitionIsOne, kRequired,
          "A message sent again is answered as a duplicate, the first is not", kThePromises) {
  const Words once{.room = OldRoom(), .text = "once", .message_id = New("id")};
  const Sent first = Say(once);
  ASSERT_THAT(first.status, IsOk());
  EXPECT_THAT(first.response.duplicate(), false);
  const Sent again = Say(once);
  ASSERT_THAT(again.status, IsOk());
  EXPECT_THAT(again.response.duplicate(), true);
}

BEHAVIOUR(ChatV1Contract, TellsTheIdsOfTwoSendersApart, kRequired,
          "Two senders may use the same message_id", kThePromises) {
  if (GetParam().token_names_the_sender) GTEST_SKIP() << "a token is the name";
  const std::string id = New("id");
  const auto reader = Enter({.room = OldRoom()});
  if (!reader) return;
  for (const std::string sender : {"ann", "bob"}) {
    const Words words{
        .room = OldRoom(), .sender = sender, .text = "I am " + sender, .message_id = id};
    ASSERT_THAT(Say(words).status, IsOk());
  }
  if (!Say(OldRoom(), {"last"})) return;
  EXPECT_THAT(Hear(*reader).Texts(), ElementsAre("I am ann", "I am bob", "last"));
}

BEHAVIOUR(ChatV1Contract, SaysTheSameAgainWithoutAnId, kRequired,
          "The same text without a message_id is a message each time", kThePromises) {
  const auto reader = Enter({.room = OldRoom()});
  if (!reader || !Say(OldRoom(), {"again", "again", "again", "last"})) return;
  EXPECT_THAT(Hear(*reader).Texts(), ElementsAre("again", "again", "again", "last"));
}

BEHAVIOUR(ChatV1Contract, CountsAnIdInEachRoom, kRecorded,
          "Whether a message_id may be used in another room", kThePromises) {
  const std::string id = New("id");
  ASSERT_THAT(Say(Words{.room = OldRoom(), .message_id = id}).status, IsOk());
  const Sent elsewhere = Say(Words{.room = NewRoom(), .message_id = id});
  ASSERT_THAT(elsewhere.status, IsOk());
  Observe(elsewhere.response.duplicate() ? "an id counts over all rooms"
                                         : "an id counts in its room alone");
}

// ---- Too fast ----

BEHAVIOUR(ChatV1Contract, TakesManyMessagesOfOneSender, kRecorded,
          "Whether 200 messages of a sender are taken without a pause", kSlowAndFast) {
  const std::string sender = New("ann");
  for (int i = 0; i < 200; ++i) {
    const Sent sent = door_.Say({.room = OldRoom(), .sender = sender, .text = "quick"});
    if (sent.status.ok()) continue;
    const std::string when =
        sent.retry_pushback_ms.empty()
            ? rpc::Describe(rpc::FromGrpcStatus(sent.status))
            : absl::StrCat("told to come again in ", sent.retry_pushback_ms, " ms");
    Observe(absl::StrCat("after ", i, ": ", when));
    return;
  }
  Observe("all are taken");
}

}  // namespace
}  // namespace workbook::testing
