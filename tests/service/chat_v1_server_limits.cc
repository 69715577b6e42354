// The limits that the flags set: retention, send rate, rooms, readers.
#include <gmock/gmock.h>

#include <ctime>
#include <memory>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "conformance/eventually.h"
#include "conformance/matchers.h"
#include "tests/service/chat_v1_server.h"

namespace workbook::tests {
namespace {

using conformance::Eventually;
using conformance::IsOk;
using conformance::StatusIs;
using conformance::suites::PositionAt;
using conformance::suites::RoomClient;
using conformance::suites::RoomReader;
using conformance::suites::RoomSendResult;
using conformance::suites::Summary;

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;
using ::testing::Not;

// ---- Retention ----

TEST_P(ChatV1Server, ReportsTheGapBeyondTheMessagesKept) {
  StartServer({"--keep-messages=5"});
  SendNumbers(1, 20);
  const std::string epoch = client_->Enter({})->welcome().epoch();
  const auto reader = client_->Enter({.after = PositionAt(epoch, 10)});
  EXPECT_THAT(reader->NextSummaries(1), ElementsAre("gap 11..15"));
  EXPECT_THAT(reader->NextSummaries(5), ElementsAreArray(Numbers(16, 20)));
  SendNumbers(21, 21);
  EXPECT_THAT(reader->NextSummaries(1), ElementsAreArray(Numbers(21, 21)));
}

TEST_P(ChatV1Server, ReportsTheGapBeyondTheBytesKept) {
  StartServer({"--keep-bytes=50000"});
  const std::string text(10'000, 'x');
  for (int i = 1; i <= 20; ++i) ASSERT_THAT(client_->Send({.text = text}).status, IsOk());
  const std::string epoch = client_->Enter({})->welcome().epoch();
  const auto reader = client_->Enter({.after = PositionAt(epoch, 0)});
  EXPECT_THAT(reader->NextSummaries(2), ElementsAre("gap 1..16", "17 ann: " + text));
}

TEST_P(ChatV1Server, HasNoGapWhenTheNextEventIsTheOldestKept) {
  StartServer({"--keep-messages=5"});
  SendNumbers(1, 20);
  const std::string epoch = client_->Enter({})->welcome().epoch();
  EXPECT_THAT(client_->Enter({.after = PositionAt(epoch, 15)})->NextSummaries(5),
              ElementsAreArray(Numbers(16, 20)));
}

TEST_P(ChatV1Server, BeginsWithTheLastMessages) {
  StartServer({"--keep-messages=5"});
  SendNumbers(1, 9);
  const auto none = client_->Enter({.last_messages = 0});
  const auto two = client_->Enter({.last_messages = 2});
  const auto all = client_->Enter({.last_messages = 4'000'000'000});
  SendNumbers(10, 10);
  EXPECT_THAT(none->NextSummaries(1), ElementsAreArray(Numbers(10, 10)));
  EXPECT_THAT(two->NextSummaries(3), ElementsAreArray(Numbers(8, 10)));
  EXPECT_EQ(all->NextSummaries(6).back(), "10 ann: 10");
}

// A page of the kitchen's history.
struct Page {
  std::vector<std::string> texts = {};
  std::string epoch = {};
  bool more = false;
  uint64_t lowest = 0;
};

Page Fetch(RoomClient& client, uint32_t max_messages, uint64_t before = 0) {
  chat::v1::GetHistoryRequest request;
  request.set_room("kitchen");
  request.set_max_messages(max_messages);
  request.set_before_sequence(before);
  chat::v1::GetHistoryResponse response;
  EXPECT_THAT(client.GetHistory(request, response), IsOk());
  Page page{.epoch = response.epoch(), .more = response.more()};
  for (const chat::v1::Event& event : response.events()) {
    EXPECT_GT(event.time().seconds(), 0);
    page.texts.push_back(Summary(event));
  }
  if (response.events_size() > 0) page.lowest = response.events(0).sequence();
  return page;
}

TEST_P(ChatV1Server, ReturnsAHundredMessagesByDefaultAndAThousandAtMost) {
  StartServer({"--send-rate=0"});
  SendNumbers(1, 1'010);
  EXPECT_EQ(Fetch(*client_, 0).texts.size(), 100);
  EXPECT_EQ(Fetch(*client_, 1'000).lowest, 11);
  const Page page = Fetch(*client_, 4'000'000'000);
  EXPECT_EQ(page.texts.size(), 1'000);
  EXPECT_TRUE(page.more);
}

TEST_P(ChatV1Server, ReturnsHistoryIn64KibibytesAtMost) {
  StartServer();
  const std::string text(15'000, 'x');
  for (int i = 0; i < 9; ++i) ASSERT_THAT(client_->Send({.text = text}).status, IsOk());
  std::vector<size_t> pages;
  Page page;
  do {
    page = Fetch(*client_, 100, page.lowest);
    ASSERT_THAT(page.texts, Not(IsEmpty()));
    pages.push_back(page.texts.size());
  } while (page.more);
  EXPECT_THAT(pages, ElementsAre(4, 4, 1));
}

TEST_P(ChatV1Server, ReturnsNoMoreHistoryThanItKeeps) {
  StartServer({"--keep-messages=3"});
  SendNumbers(1, 9);
  const Page page = Fetch(*client_, 100);
  EXPECT_THAT(page.texts, ElementsAre("7 ann: 7", "8 ann: 8", "9 ann: 9"));
  EXPECT_FALSE(page.more);
  EXPECT_THAT(Fetch(*client_, 100, 5).texts, IsEmpty());
}

// ---- Send rate, rooms, readers ----

TEST_P(ChatV1Server, TellsAThrottledSenderWhenToRetry) {
  StartServer({"--send-rate=1", "--send-burst=3"});
  RoomSendResult refused;
  for (int i = 0; i < 100 && refused.status.ok(); ++i) refused = client_->Send({.sender = "ann"});
  ASSERT_THAT(refused.status, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(client_->Send({.sender = "bob"}).status, IsOk());
  EXPECT_THAT(client_->Send({.room = "garden", .sender = "ann"}).status,
              StatusIs(absl::StatusCode::kResourceExhausted));

  int ms = 0;
  ASSERT_TRUE(absl::SimpleAtoi(refused.retry_pushback_ms, &ms)) << refused.retry_pushback_ms;
  EXPECT_GT(ms, 0);
  EXPECT_LE(ms, 1'000);
  // This delay must be long enough.
  const timespec delay{.tv_sec = ms / 1'000, .tv_nsec = ms % 1'000 * 1'000'000L};
  nanosleep(&delay, nullptr);
  const RoomSendResult accepted = client_->Send({.sender = "ann"});
  EXPECT_THAT(accepted.status, IsOk());
  EXPECT_THAT(accepted.retry_pushback_ms, IsEmpty());
}

TEST_P(ChatV1Server, OpensNoMoreRoomsThanItsLimit) {
  StartServer({"--max-rooms=2"});
  EXPECT_THAT(client_->Send({.room = "one"}).status, IsOk());
  const auto two = client_->Enter({.room = "two"});
  EXPECT_THAT(client_->Send({.room = "three"}).status,
              StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(client_->Join({.room = "three"})->Finish(),
              StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(client_->Send({.room = "one"}).status, IsOk());
  EXPECT_THAT(client_->Send({.room = "two"}).status, IsOk());
  EXPECT_THAT(two->NextSummaries(1), ElementsAre("1 ann: hello"));
}

TEST_P(ChatV1Server, AdmitsNoMoreReadersThanItsLimit) {
  StartServer({"--max-readers=2"});
  auto one = client_->Enter({});
  const auto two = client_->Enter({.room = "garden"});
  EXPECT_THAT(client_->Join({})->Finish(), StatusIs(absl::StatusCode::kResourceExhausted));
  one->Cancel();
  // The slot is free once the server has noticed the cancellation, which no signal reports: retry.
  std::unique_ptr<RoomReader> three;
  ASSERT_TRUE(Eventually([&] {
    three = client_->Join({});
    return three->Next().has_value();
  }));
  EXPECT_EQ(three->welcome().reader_count(), 1);
}

}  // namespace
}  // namespace workbook::tests
