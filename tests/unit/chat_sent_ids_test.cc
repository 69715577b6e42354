#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "chat/sent_ids.h"

namespace workbook::chat {
namespace {

const absl::Time kStart = absl::UnixEpoch();

TEST(SentIdsTest, FindsAnIdForTwoMinutes) {
  SentIds ids;
  EXPECT_EQ(ids.Find("ann", "1", kStart), std::nullopt);
  ids.Remember("ann", "1", 7, kStart);
  EXPECT_EQ(ids.Find("ann", "1", kStart + absl::Seconds(120)), 7);
  EXPECT_EQ(ids.Find("ann", "1", kStart + absl::Seconds(121)), std::nullopt);
  EXPECT_EQ(ids.size(), 0);
}

TEST(SentIdsTest, GivesEachSenderIdsOfItsOwn) {
  SentIds ids;
  ids.Remember("ann", "1", 7, kStart);
  EXPECT_EQ(ids.Find("bob", "1", kStart), std::nullopt);
  EXPECT_EQ(ids.Find("an", "n1", kStart), std::nullopt);
}

TEST(SentIdsTest, RemembersAgainWhatItForgot) {
  SentIds ids;
  ids.Remember("ann", "1", 7, kStart);
  ASSERT_EQ(ids.Find("ann", "1", kStart + absl::Minutes(3)), std::nullopt);
  ids.Remember("ann", "1", 8, kStart + absl::Minutes(3));
  EXPECT_EQ(ids.Find("ann", "1", kStart + absl::Minutes(4)), 8);
}

TEST(SentIdsTest, ForgetsTheOldestWhenThereAreTooMany) {
  SentIds ids;
  for (size_t i = 0; i <= SentIds::kMaxIds; ++i)
    ids.Remember("ann", absl::StrCat(i), i + 1, kStart);
  EXPECT_EQ(ids.size(), SentIds::kMaxIds);
  EXPECT_EQ(ids.Find("ann", "0", kStart), std::nullopt);
  EXPECT_EQ(ids.Find("ann", "1", kStart), 2);
}

}  // namespace
}  // namespace workbook::chat
