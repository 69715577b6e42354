// Our limits, which the flags set: how much is kept, how fast one may speak, how many there may be.
#include <gmock/gmock.h>

#include <ctime>
#include <memory>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "contract/chat_v1_server.h"
#include "support/eventually.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;
using ::testing::Not;

// ---- What is kept ----

TEST_P(ChatV1Server, TellsTheGapWhenWhatWasMissedIsNoLongerKept) {
  Serve({"--keep-messages=5"});
  SayNumbers(1, 20);
  const std::string epoch = door_->Enter({})->welcome().epoch();
  const auto reader = door_->Enter({.after = At(epoch, 10)});
  EXPECT_THAT(reader->NextWords(1), ElementsAre("gap 11..15"));
  EXPECT_THAT(reader->NextWords(5), ElementsAreArray(Numbers(16, 20)));
  SayNumbers(21, 21);
  EXPECT_THAT(reader->NextWords(1), ElementsAreArray(Numbers(21, 21)));
}

TEST_P(ChatV1Server, TellsTheGapWhenItIsKeptNoLongerForItsBytes) {
  Serve({"--keep-bytes=50000"});
  const std::string text(10'000, 'x');
  for (int i = 1; i <= 20; ++i) ASSERT_THAT(door_->Say({.text = text}).status, IsOk());
  const std::string epoch = door_->Enter({})->welcome().epoch();
  const auto reader = door_->Enter({.after = At(epoch, 0)});
  EXPECT_THAT(reader->NextWords(2), ElementsAre("gap 1..16", "17 ann: " + text));
}

TEST_P(ChatV1Server, HasNoGapWhenTheNextEventIsTheOldestKept) {
  Serve({"--keep-messages=5"});
  SayNumbers(1, 20);
  const std::string epoch = door_->Enter({})->welcome().epoch();
  EXPECT_THAT(door_->Enter({.after = At(epoch, 15)})->NextWords(5),
              ElementsAreArray(Numbers(16, 20)));
}

TEST_P(ChatV1Server, BeginsWithTheLastMessages) {
  Serve({"--keep-messages=5"});
  SayNumbers(1, 9);
  const auto none = door_->Enter({.last_messages = 0});
  const auto two = door_->Enter({.last_messages = 2});
  const auto all = door_->Enter({.last_messages = 4'000'000'000});
  SayNumbers(10, 10);
  EXPECT_THAT(none->NextWords(1), ElementsAreArray(Numbers(10, 10)));
  EXPECT_THAT(two->NextWords(3), ElementsAreArray(Numbers(8, 10)));
  EXPECT_EQ(all->NextWords(6).back(), "10 ann: 10");
}

// A page of the kitchen's history.
struct Page {
  std::vector<std::string> words = {};
  std::string epoch = {};
  bool more = false;
  uint64_t lowest = 0;
};

Page Fetch(RoomDoor& door, uint32_t max_messages, uint64_t before = 0) {
  chat::v1::GetHistoryRequest request;
  request.set_room("kitchen");
  request.set_max_messages(max_messages);
  request.set_before_sequence(before);
  chat::v1::GetHistoryResponse response;
  EXPECT_THAT(door.GetHistory(request, response), IsOk());
  Page page{.epoch = response.epoch(), .more = response.more()};
  for (const chat::v1::Event& event : response.events()) {
    EXPECT_GT(event.time().seconds(), 0);
    page.words.push_back(Word(event));
  }
  if (response.events_size() > 0) page.lowest = response.events(0).sequence();
  return page;
}

TEST_P(ChatV1Server, HandsOutAHundredWhenNotToldAndAThousandAtMost) {
  Serve({"--send-rate=0"});
  SayNumbers(1, 1'010);
  EXPECT_EQ(Fetch(*door_, 0).words.size(), 100);
  EXPECT_EQ(Fetch(*door_, 1'000).lowest, 11);
  const Page page = Fetch(*door_, 4'000'000'000);
  EXPECT_EQ(page.words.size(), 1'000);
  EXPECT_TRUE(page.more);
}

TEST_P(ChatV1Server, HandsOutHistoryIn64KibibytesAtMost) {
  Serve();
  const std::string text(15'000, 'x');
  for (int i = 0; i < 9; ++i) ASSERT_THAT(door_->Say({.text = text}).status, IsOk());
  std::vector<size_t> pages;
  Page page;
  do {
    page = Fetch(*door_, 100, page.lowest);
    ASSERT_THAT(page.words, Not(IsEmpty()));
    pages.push_back(page.words.size());
  } while (page.more);
  EXPECT_THAT(pages, ElementsAre(4, 4, 1));
}

TEST_P(ChatV1Server, HasNoMoreHistoryThanItKeeps) {
  Serve({"--keep-messages=3"});
  SayNumbers(1, 9);
  const Page page = Fetch(*door_, 100);
  EXPECT_THAT(page.words, ElementsAre("7 ann: 7", "8 ann: 8", "9 ann: 9"));
  EXPECT_FALSE(page.more);
  EXPECT_THAT(Fetch(*door_, 100, 5).words, IsEmpty());
}

// ---- Too fast, and too many rooms ----

TEST_P(ChatV1Server, TellsOneWhoSpeaksTooFastWhenToTryAgain) {
  Serve({"--send-rate=1", "--send-burst=3"});
  Sent refused;
  for (int i = 0; i < 100 && refused.status.ok(); ++i) refused = door_->Say({.sender = "ann"});
  ASSERT_THAT(refused.status, HasCode(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(door_->Say({.sender = "bob"}).status, IsOk());
  EXPECT_THAT(door_->Say({.room = "garden", .sender = "ann"}).status,
              HasCode(absl::StatusCode::kResourceExhausted));

  int ms = 0;
  ASSERT_TRUE(absl::SimpleAtoi(refused.retry_pushback_ms, &ms)) << refused.retry_pushback_ms;
  EXPECT_GT(ms, 0);
  EXPECT_LE(ms, 1'000);
  // What is tested is that this is long enough.
  const timespec delay{.tv_sec = ms / 1'000, .tv_nsec = ms % 1'000 * 1'000'000L};
  nanosleep(&delay, nullptr);
  const Sent accepted = door_->Say({.sender = "ann"});
  EXPECT_THAT(accepted.status, IsOk());
  EXPECT_THAT(accepted.retry_pushback_ms, IsEmpty());
}

TEST_P(ChatV1Server, HasNoMoreRoomsThanItsLimit) {
  Serve({"--max-rooms=2"});
  EXPECT_THAT(door_->Say({.room = "one"}).status, IsOk());
  const auto two = door_->Enter({.room = "two"});
  EXPECT_THAT(door_->Say({.room = "three"}).status, HasCode(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(door_->Join({.room = "three"})->Finish(),
              HasCode(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(door_->Say({.room = "one"}).status, IsOk());
  EXPECT_THAT(door_->Say({.room = "two"}).status, IsOk());
  EXPECT_THAT(two->NextWords(1), ElementsAre("1 ann: hello"));
}

TEST_P(ChatV1Server, HasNoMoreReadersThanItsLimit) {
  Serve({"--max-readers=2"});
  auto one = door_->Enter({});
  const auto two = door_->Enter({.room = "garden"});
  EXPECT_THAT(door_->Join({})->Finish(), HasCode(absl::StatusCode::kResourceExhausted));
  one->Cancel();
  // A place is free when the server has learnt of it, and that nobody is told: ask again.
  std::unique_ptr<RoomReader> three;
  ASSERT_TRUE(Eventually([&] {
    three = door_->Join({});
    return three->Next().has_value();
  }));
  EXPECT_EQ(three->welcome().reader_count(), 1);
}

}  // namespace
}  // namespace workbook::testing
