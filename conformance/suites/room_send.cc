// Send: the acknowledgement, and repetitions.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "conformance/matchers.h"
#include "conformance/suites/room.h"
#include "rpc/status.h"

namespace workbook::conformance::suites {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

BEHAVIOUR(ChatV1Contract, AcknowledgesWithTheNumberThatReadersSee, kRequired,
          "A Send is answered with the number that readers receive", kTheGuarantees) {
  const auto reader = Enter({.room = SharedRoom()});
  if (!reader) return;
  for (int i = 0; i < 5; ++i) {
    const std::string text = absl::StrCat("text ", i);
    const RoomSendResult sent = Send(SendRequest{.room = SharedRoom(), .text = text});
    ASSERT_THAT(sent.status, IsOk());
    const ReceivedEvents received = ReadUntil(*reader, text);
    ASSERT_THAT(received.end, IsEmpty());
    EXPECT_THAT(sent.response.sequence(), received.events.back().sequence());
  }
}

BEHAVIOUR(ChatV1Contract, AcknowledgesWithTheRoomsEpoch, kRequired,
          "A Send is answered with the epoch of the room's Welcome", kTheGuarantees) {
  const auto reader = Enter({.room = SharedRoom()});
  if (!reader) return;
  const RoomSendResult sent = Send(SendRequest{.room = SharedRoom()});
  ASSERT_THAT(sent.status, IsOk());
  EXPECT_THAT(sent.response.epoch(), reader->welcome().epoch());
}

BEHAVIOUR(ChatV1Contract, MakesTheRoomThatIsSentTo, kRequired,
          "A Send creates the room when there is none", kTheGuarantees) {
  EXPECT_THAT(Send(SendRequest{.room = NewRoom()}).status, IsOk());
}

// ---- Repetitions ----

BEHAVIOUR(ChatV1Contract, DeliversARepetitionOnce, kRequired,
          "A message sent again with its message_id is delivered once", kTheGuarantees) {
  const SendRequest once{.room = SharedRoom(), .text = "once", .message_id = Unique("id")};
  const auto reader = Enter({.room = SharedRoom()});
  if (!reader) return;
  ASSERT_THAT(Send(once).status, IsOk());
  if (!Send(SharedRoom(), {"meanwhile"})) return;
  for (int i = 0; i < 3; ++i) EXPECT_THAT(Send(once).status, IsOk());
  if (!Send(SharedRoom(), {"last"})) return;
  EXPECT_THAT(ReadUntil(*reader).Texts(), ElementsAre("once", "meanwhile", "last"));
}

BEHAVIOUR(ChatV1Contract, AcknowledgesARepetitionWithItsFirstNumber, kRequired,
          "A message sent again is answered with its first number", kTheGuarantees) {
  const SendRequest once{.room = SharedRoom(), .text = "once", .message_id = Unique("id")};
  const RoomSendResult first = Send(once);
  ASSERT_THAT(first.status, IsOk());
  if (!Send(SharedRoom(), {"meanwhile"})) return;
  const RoomSendResult again = Send(once);
  ASSERT_THAT(again.status, IsOk());
  EXPECT_THAT(again.response.sequence(), first.response.sequence());
}

BEHAVIOUR(ChatV1Contract, ReportsThatARepetitionIsOne, kRequired,
          "A repeated Send is answered as a duplicate, the first is not", kTheGuarantees) {
  const SendRequest once{.room = SharedRoom(), .text = "once", .message_id = Unique("id")};
  const RoomSendResult first = Send(once);
  ASSERT_THAT(first.status, IsOk());
  EXPECT_THAT(first.response.duplicate(), false);
  const RoomSendResult again = Send(once);
  ASSERT_THAT(again.status, IsOk());
  EXPECT_THAT(again.response.duplicate(), true);
}

BEHAVIOUR(ChatV1Contract, TellsTheIdsOfTwoSendersApart, kRequired,
          "Two senders may use the same message_id", kTheGuarantees) {
  if (GetParam().token_names_the_sender) GTEST_SKIP() << "the name comes from the token";
  const std::string id = Unique("id");
  const auto reader = Enter({.room = SharedRoom()});
  if (!reader) return;
  for (const std::string sender : {"ann", "bob"}) {
    const SendRequest request{
        .room = SharedRoom(), .sender = sender, .text = "I am " + sender, .message_id = id};
    ASSERT_THAT(Send(request).status, IsOk());
  }
  if (!Send(SharedRoom(), {"last"})) return;
  EXPECT_THAT(ReadUntil(*reader).Texts(), ElementsAre("I am ann", "I am bob", "last"));
}

BEHAVIOUR(ChatV1Contract, DeliversTheSameTextAgainWithoutAnId, kRequired,
          "Without a message_id the same text is a new message each time", kTheGuarantees) {
  const auto reader = Enter({.room = SharedRoom()});
  if (!reader || !Send(SharedRoom(), {"again", "again", "again", "last"})) return;
  EXPECT_THAT(ReadUntil(*reader).Texts(), ElementsAre("again", "again", "again", "last"));
}

BEHAVIOUR(ChatV1Contract, CountsAnIdInEachRoom, kRecorded,
          "Whether another room may use the same message_id", kTheGuarantees) {
  const std::string id = Unique("id");
  ASSERT_THAT(Send(SendRequest{.room = SharedRoom(), .message_id = id}).status, IsOk());
  const RoomSendResult elsewhere = Send(SendRequest{.room = NewRoom(), .message_id = id});
  ASSERT_THAT(elsewhere.status, IsOk());
  Observe(elsewhere.response.duplicate() ? "an id counts across all rooms"
                                         : "an id counts in its room only");
}

// ---- Too fast ----

BEHAVIOUR(ChatV1Contract, TakesManyMessagesOfOneSender, kRecorded,
          "Whether a sender can send 200 messages without a pause", kSlowAndFast) {
  const std::string sender = Unique("ann");
  for (int i = 0; i < 200; ++i) {
    const RoomSendResult sent =
        client_.Send({.room = SharedRoom(), .sender = sender, .text = "quick"});
    if (sent.status.ok()) continue;
    const std::string when = sent.retry_pushback_ms.empty()
                                 ? rpc::Describe(rpc::FromGrpcStatus(sent.status))
                                 : absl::StrCat("pushed back for ", sent.retry_pushback_ms, " ms");
    Observe(absl::StrCat("after ", i, ": ", when));
    return;
  }
  Observe("all are accepted");
}

}  // namespace
}  // namespace workbook::conformance::suites
