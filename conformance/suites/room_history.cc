// GetHistory: the client scrolls back page by page. A reader stays in the room all the time,
// because a server may drop the history of an empty room.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "conformance/matchers.h"
#include "conformance/suites/room.h"
#include "rpc/status.h"

namespace workbook::conformance::suites {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

chat::v1::GetHistoryRequest HistoryOf(const std::string& room, uint32_t max_messages = 0) {
  chat::v1::GetHistoryRequest request;
  request.set_room(room);
  request.set_max_messages(max_messages);
  return request;
}

BEHAVIOUR(ChatV1Contract, HandsOutTheNewestMessagesInOrder, kRequired,
          "GetHistory returns the newest messages, in their order", kTheGuarantees) {
  const auto reader = Enter({.room = SharedRoom()});
  if (!reader || !Send(SharedRoom(), {"one", "two", "three"})) return;
  EXPECT_THAT(TextsOf(History(SharedRoom(), 2)), ElementsAre("two", "three"));
}

BEHAVIOUR(ChatV1Contract, HandsOutWhatIsBeforeANumber, kRequired,
          "GetHistory returns only numbers below before_sequence", kTheGuarantees) {
  const auto reader = Enter({.room = SharedRoom()});
  if (!reader || !Send(SharedRoom(), {"one", "two", "three", "four"})) return;
  const ReceivedEvents received = ReadUntil(*reader, "three");
  ASSERT_THAT(received.end, IsEmpty());
  const uint64_t threes = received.events.back().sequence();
  EXPECT_THAT(TextsOf(History(SharedRoom(), 2, threes)), UnorderedElementsAre("one", "two"));
}

BEHAVIOUR(ChatV1Contract, ReportsWhetherThereIsMoreHistory, kRequired,
          "GetHistory tells whether there are older messages", kTheGuarantees) {
  const std::string room = NewRoom();
  const auto reader = Enter({.room = room});
  if (!reader || !Send(room, {"one", "two", "three"})) return;
  EXPECT_THAT(History(room, 2).more(), true);
  EXPECT_THAT(History(room, 3).more(), false);
}

BEHAVIOUR(ChatV1Contract, HandsOutTheEpochOfHistory, kRequired,
          "GetHistory returns the epoch of the room's Welcome", kTheGuarantees) {
  const auto reader = Enter({.room = SharedRoom()});
  if (!reader || !Send(SharedRoom(), {"one"})) return;
  EXPECT_THAT(History(SharedRoom(), 1).epoch(), reader->welcome().epoch());
}

BEHAVIOUR(ChatV1Contract, HandsOutMessagesAlone, kRequired,
          "GetHistory returns and counts messages only", kTheGuarantees) {
  const auto reader = Enter({.room = SharedRoom()});
  if (!reader || !Send(SharedRoom(), {"one"})) return;
  const auto bob = Enter({.room = SharedRoom(), .participant = Unique("bob")});
  if (!bob || !Send(SharedRoom(), {"two"})) return;
  const chat::v1::GetHistoryResponse response = History(SharedRoom(), 2);
  std::vector<std::string> summaries;
  for (const chat::v1::Event& event : response.events())
    summaries.push_back(UnnumberedSummary(event));
  EXPECT_THAT(summaries, UnorderedElementsAre("ann: one", "ann: two"));
}

BEHAVIOUR(ChatV1Contract, HandsOutAHundredMessagesUnlessTold, kRequired,
          "GetHistory returns at most 100 messages by default", kTheLimits) {
  const auto reader = Enter({.room = SharedRoom()});
  if (!reader || !Send(SharedRoom(), std::vector<std::string>(101, "hello"))) return;
  EXPECT_THAT(History(SharedRoom(), 0).events_size(), AllOf(Ge(1), Le(100)));
}

BEHAVIOUR(ChatV1Contract, HandsOutAMebibyteAtMost, kExpected, "GetHistory returns at most 1 MiB",
          kTheLimits) {
  const std::string room = NewRoom();
  const auto reader = Enter({.room = room});
  if (!reader) return;
  for (int i = 0; i < 70; ++i) {
    const std::string text = absl::StrCat("text ", i, std::string(16'000, '.'));
    if (!Send(room, {text})) return;
    ASSERT_THAT(ReadUntil(*reader, text).end, IsEmpty());
  }
  const chat::v1::GetHistoryResponse response = History(room, 100);
  EXPECT_THAT(response.events(), Not(IsEmpty()));
  EXPECT_THAT(response.ByteSizeLong(), Le(1024 * 1024 + 1024));
}

BEHAVIOUR(ChatV1Contract, HasNoHistoryOfARoomThatIsNot, kExpected,
          "The history of no room is NOT_FOUND, and creates no room", kTheLimits) {
  const std::string room = NewRoom();
  for (int i = 0; i < 2; ++i) {
    chat::v1::GetHistoryResponse response;
    EXPECT_THAT(client_.GetHistory(HistoryOf(room), response),
                StatusIs(absl::StatusCode::kNotFound));
  }
}

BEHAVIOUR(ChatV1Contract, KeepsTheHistoryOfAnEmptyRoom, kRecorded,
          "Whether the server keeps the history of an empty room", kTheLimits) {
  const std::string room = NewRoom();
  if (!Send(room, {"to nobody"})) return;
  chat::v1::GetHistoryResponse response;
  const grpc::Status status = client_.GetHistory(HistoryOf(room), response);
  Observe(!status.ok()                ? rpc::Describe(rpc::FromGrpcStatus(status))
          : response.events().empty() ? "it does not"
                                      : "it does");
}

BEHAVIOUR(ChatV1Contract, AnswersWhoAsksForAllHistory, kRecorded,
          "What a request for more than 1000 messages returns", kTheLimits) {
  if (!Send(SharedRoom(), {"one"})) return;
  chat::v1::GetHistoryResponse response;
  const grpc::Status status = client_.GetHistory(HistoryOf(SharedRoom(), 4'000'000'000), response);
  Observe(status.ok() ? "all that there is" : rpc::Describe(rpc::FromGrpcStatus(status)));
}

}  // namespace
}  // namespace workbook::conformance::suites
