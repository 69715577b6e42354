// GetHistory: to scroll back, page by page. Somebody is in the room all the time: whether a room
// that nobody is in keeps its history is the server's business.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "contract/chat_v1_contract.h"
#include "rpc/status.h"
#include "support/matchers.h"

namespace workbook::testing {
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
          "GetHistory gives the newest messages, in the order they were said", kThePromises) {
  const auto reader = Enter({.room = OldRoom()});
  if (!reader || !Say(OldRoom(), {"one", "two", "three"})) return;
  EXPECT_THAT(TextsOf(History(OldRoom(), 2)), ElementsAre("two", "three"));
}

BEHAVIOUR(ChatV1Contract, HandsOutWhatIsBeforeANumber, kRequired,
          "GetHistory gives what has a lower number than before_sequence", kThePromises) {
  const auto reader = Enter({.room = OldRoom()});
  if (!reader || !Say(OldRoom(), {"one", "two", "three", "four"})) return;
  const HeardUntil heard = Hear(*reader, "three");
  ASSERT_THAT(heard.end, IsEmpty());
  const uint64_t threes = heard.events.back().sequence();
  EXPECT_THAT(TextsOf(History(OldRoom(), 2, threes)), UnorderedElementsAre("one", "two"));
}

BEHAVIOUR(ChatV1Contract, SaysWhetherThereIsMoreHistory, kRequired,
          "GetHistory says whether there is older than what it gives", kThePromises) {
  const std::string room = NewRoom();
  const auto reader = Enter({.room = room});
  if (!reader || !Say(room, {"one", "two", "three"})) return;
  EXPECT_THAT(History(room, 2).more(), true);
  EXPECT_THAT(History(room, 3).more(), false);
}

BEHAVIOUR(ChatV1Contract, HandsOutTheEpochOfHistory, kRequired,
          "GetHistory gives the epoch of the room's Welcome", kThePromises) {
  const auto reader = Enter({.room = OldRoom()});
  if (!reader || !Say(OldRoom(), {"one"})) return;
  EXPECT_THAT(History(OldRoom(), 1).epoch(), reader->welcome().epoch());
}

BEHAVIOUR(ChatV1Contract, HandsOutMessagesAlone, kRequired,
          "GetHistory gives messages only, and counts nothing else", kThePromises) {
  const auto reader = Enter({.room = OldRoom()});
  if (!reader || !Say(OldRoom(), {"one"})) return;
  const auto bob = Enter({.room = OldRoom(), .participant = New("bob")});
  if (!bob || !Say(OldRoom(), {"two"})) return;
  const chat::v1::GetHistoryResponse response = History(OldRoom(), 2);
  std::vector<std::string> words;
  for (const chat::v1::Event& event : response.events()) words.push_back(WordAlone(event));
  EXPECT_THAT(words, UnorderedElementsAre("ann: one", "ann: two"));
}

BEHAVIOUR(ChatV1Contract, HandsOutAHundredMessagesUnlessTold, kRequired,
          "GetHistory gives at most 100 messages when not told how many", kTheLimits) {
  const auto reader = Enter({.room = OldRoom()});
  if (!reader || !Say(OldRoom(), std::vector<std::string>(101, "hello"))) return;
  EXPECT_THAT(History(OldRoom(), 0).events_size(), AllOf(Ge(1), Le(100)));
}

BEHAVIOUR(ChatV1Contract, HandsOutAMebibyteAtMost, kExpected,
          "GetHistory answers with no more than 1 MiB", kTheLimits) {
  const std::string room = NewRoom();
  const auto reader = Enter({.room = room});
  if (!reader) return;
  for (int i = 0; i < 70; ++i) {
    const std::string text = absl::StrCat("text ", i, std::string(16'000, '.'));
    if (!Say(room, {text})) return;
    ASSERT_THAT(Hear(*reader, text).end, IsEmpty());
  }
  const chat::v1::GetHistoryResponse response = History(room, 100);
  EXPECT_THAT(response.events(), Not(IsEmpty()));
  EXPECT_THAT(response.ByteSizeLong(), Le(1024 * 1024 + 1024));
}

BEHAVIOUR(ChatV1Contract, HasNoHistoryOfARoomThatIsNot, kExpected,
          "The history of a room that is not is NOT_FOUND, and makes no room", kTheLimits) {
  const std::string room = NewRoom();
  for (int i = 0; i < 2; ++i) {
    chat::v1::GetHistoryResponse response;
    EXPECT_THAT(door_.GetHistory(HistoryOf(room), response), HasCode(absl::StatusCode::kNotFound));
  }
}

BEHAVIOUR(ChatV1Contract, KeepsTheHistoryOfAnEmptyRoom, kRecorded,
          "Whether the history of a room is kept that nobody is in", kTheLimits) {
  const std::string room = NewRoom();
  if (!Say(room, {"to nobody"})) return;
  chat::v1::GetHistoryResponse response;
  const grpc::Status status = door_.GetHistory(HistoryOf(room), response);
  Observe(!status.ok()                ? rpc::Describe(rpc::FromGrpcStatus(status))
          : response.events().empty() ? "it is not"
                                      : "it is");
}

BEHAVIOUR(ChatV1Contract, AnswersWhoAsksForAllHistory, kRecorded,
          "What comes when more than 1000 messages are asked for", kTheLimits) {
  if (!Say(OldRoom(), {"one"})) return;
  chat::v1::GetHistoryResponse response;
  const grpc::Status status = door_.GetHistory(HistoryOf(OldRoom(), 4'000'000'000), response);
  Observe(status.ok() ? "what there is" : rpc::Describe(rpc::FromGrpcStatus(status)));
}

}  // namespace
}  // namespace workbook::testing
