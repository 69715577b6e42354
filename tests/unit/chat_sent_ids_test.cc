#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "chat/core/sent_ids.h"

namespace workbook::tests {
namespace {

using chat::core::SentIds;

const absl::Time kStart = absl::UnixEpoch();

TEST(SentIdsTest, FindsAnIdForTwoMinutes) {
  SentIds ids;
  EXPECT_EQ(ids.Find("ann", "1", kStart), std::nullopt);
  ids.Remember("ann", "1", 7, kStart);
  EXPECT_EQ(ids.Find("ann", "1", kStart + absl::Seconds(120)), 7);
  EXPECT_EQ(ids.Find("ann", "1", kStart + absl::Seconds(121)), std::nullopt);
  EXPECT_EQ(ids.size(), 0);
}

TEST(SentIdsTest, KeepsIdsPerSender) {
  SentIds ids;
  ids.Remember("ann", "1", 7, kStart);
  EXPECT_EQ(ids.Find("bob", "1", kStart), std::nullopt);
  EXPECT_EQ(ids.Find("an", "n1", kStart), std::nullopt);
}

TEST(SentIdsTest, RemembersAnIdAgainAfterItWasEvicted) {
  SentIds ids;
  ids.Remember("ann", "1", 7, kStart);
  ASSERT_EQ(ids.Find("ann", "1", kStart + absl::Minutes(3)), std::nullopt);
  ids.Remember("ann", "1", 8, kStart + absl::Minutes(3));
  EXPECT_EQ(ids.Find("ann", "1", kStart + absl::Minutes(4)), 8);
}

TEST(SentIdsTest, EvictsTheOldestBeyondItsBytes) {
  SentIds ids;
  const std::string long_name(256, 'n');
  constexpr size_t kSent = 100'000;
  for (size_t i = 0; i < kSent; ++i) ids.Remember(long_name, absl::StrCat(i), i, kStart);
  EXPECT_LT(ids.size() * long_name.size(), SentIds::kMaxBytes);
  EXPECT_GT(ids.size() * 2 * long_name.size(), SentIds::kMaxBytes);
  EXPECT_EQ(ids.Find(long_name, "0", kStart), std::nullopt);
  EXPECT_EQ(ids.Find(long_name, absl::StrCat(kSent - 1), kStart), kSent - 1);
}

TEST(SentIdsTest, RemembersManyIdsOfUsualLength) {
  SentIds ids;
  for (size_t i = 0; i < 100'000; ++i)
    ids.Remember("ann", absl::StrCat("session-12-", i), i, kStart);
  EXPECT_EQ(ids.Find("ann", "session-12-0", kStart), 0);
}

}  // namespace
}  // namespace workbook::tests
