// GetHistory: to scroll back, page by page.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "contract/chat_v1_contract.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

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

TEST_P(ChatV1Contract, HandsOutHistoryInPages) {
  Serve();
  SayNumbers(1, 5);
  Page page = Fetch(*door_, 2);
  EXPECT_THAT(page.words, ElementsAre("4 ann: 4", "5 ann: 5"));
  EXPECT_TRUE(page.more);
  EXPECT_EQ(page.epoch, door_->Enter({})->welcome().epoch());
  page = Fetch(*door_, 2, page.lowest);
  EXPECT_THAT(page.words, ElementsAre("2 ann: 2", "3 ann: 3"));
  EXPECT_TRUE(page.more);
  page = Fetch(*door_, 2, page.lowest);
  EXPECT_THAT(page.words, ElementsAre("1 ann: 1"));
  EXPECT_FALSE(page.more);
  page = Fetch(*door_, 2, page.lowest);
  EXPECT_THAT(page.words, IsEmpty());
  EXPECT_FALSE(page.more);
  EXPECT_THAT(Fetch(*door_, 1, 999).words, ElementsAre("5 ann: 5"));
}

TEST_P(ChatV1Contract, HandsOutMessagesAloneAsHistory) {
  Serve();
  SayNumbers(1, 1);
  const auto bob = door_->Enter({.participant = "bob"});
  SayNumbers(3, 3);
  const Page page = Fetch(*door_, 2);
  EXPECT_THAT(page.words, ElementsAre("1 ann: 1", "3 ann: 3"));
  EXPECT_FALSE(page.more);
}

TEST_P(ChatV1Contract, HandsOutAHundredWhenNotToldAndAThousandAtMost) {
  Serve({"--send-rate=0"});
  SayNumbers(1, 1'010);
  EXPECT_EQ(Fetch(*door_, 0).words.size(), 100);
  EXPECT_EQ(Fetch(*door_, 1'000).lowest, 11);
  const Page page = Fetch(*door_, 4'000'000'000);
  EXPECT_EQ(page.words.size(), 1'000);
  EXPECT_TRUE(page.more);
}

TEST_P(ChatV1Contract, HandsOutAMebibyteOfHistoryAtMost) {
  Serve();
  const std::string text(16 * 1024, 'x');
  for (int i = 0; i < 100; ++i) ASSERT_THAT(door_->Say({.text = text}).status, IsOk());
  const Page page = Fetch(*door_, 100);
  EXPECT_LT(page.words.size(), 64);
  EXPECT_GT(page.words.size(), 60);
  EXPECT_TRUE(page.more);
}

TEST_P(ChatV1Contract, HasNoMoreHistoryThanItKeeps) {
  Serve({"--keep-messages=3"});
  SayNumbers(1, 9);
  const Page page = Fetch(*door_, 100);
  EXPECT_THAT(page.words, ElementsAre("7 ann: 7", "8 ann: 8", "9 ann: 9"));
  EXPECT_FALSE(page.more);
  EXPECT_THAT(Fetch(*door_, 100, 5).words, IsEmpty());
}

TEST_P(ChatV1Contract, HasNoHistoryOfARoomThatIsNot) {
  Serve();
  chat::v1::GetHistoryRequest request;
  request.set_room("cellar");
  chat::v1::GetHistoryResponse response;
  EXPECT_THAT(door_->GetHistory(request, response), HasCode(absl::StatusCode::kNotFound));
  // To ask does not make it.
  EXPECT_THAT(door_->GetHistory(request, response), HasCode(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace workbook::testing
