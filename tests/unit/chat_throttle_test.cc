#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "chat/throttle.h"

namespace workbook::chat {
namespace {

const absl::Time kStart = absl::UnixEpoch();

TEST(ThrottleTest, LetsABurstPassAndThenTheRate) {
  Throttle throttle({.per_second = 10, .burst = 3});
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(throttle.Admit({"ann"}, kStart).ok());
  EXPECT_EQ(throttle.Admit({"ann"}, kStart).code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(throttle.Admit({"ann"}, kStart + absl::Milliseconds(100)).ok());
  EXPECT_FALSE(throttle.Admit({"ann"}, kStart + absl::Milliseconds(150)).ok());
}

TEST(ThrottleTest, SaysWhenToComeBackAndKeepsItsWord) {
  Throttle throttle({.per_second = 10, .burst = 1});
  ASSERT_TRUE(throttle.Admit({"ann"}, kStart).ok());
  const absl::Time later = kStart + absl::Milliseconds(30);
  const auto delay = RetryDelay(throttle.Admit({"ann"}, later));
  ASSERT_TRUE(delay.has_value());
  EXPECT_GE(*delay, absl::Milliseconds(70));
  EXPECT_LE(*delay, absl::Milliseconds(71));
  EXPECT_TRUE(throttle.Admit({"ann"}, later + *delay).ok());
}

TEST(ThrottleTest, LeavesTheOthersTheirs) {
  Throttle throttle({.per_second = 1, .burst = 1});
  ASSERT_TRUE(throttle.Admit({"ann"}, kStart).ok());
  ASSERT_FALSE(throttle.Admit({"ann"}, kStart).ok());
  EXPECT_TRUE(throttle.Admit({"bob"}, kStart).ok());
}

// A stranger may call himself ann.
TEST(ThrottleTest, LeavesAConnectionItsNames) {
  Throttle throttle({.per_second = 1, .burst = 1});
  ASSERT_TRUE(throttle.Admit({"ann", "ipv4:10.0.0.1:5"}, kStart).ok());
  ASSERT_FALSE(throttle.Admit({"ann", "ipv4:10.0.0.1:5"}, kStart).ok());
  EXPECT_TRUE(throttle.Admit({"ann", "ipv4:10.0.0.1:6"}, kStart).ok());
  EXPECT_TRUE(throttle.Admit({"ann"}, kStart).ok());
}

// Names cost nothing.
TEST(ThrottleTest, HoldsAConnectionToWhatFourSendersMay) {
  Throttle throttle({.per_second = 10, .burst = 3});
  int names = 0;
  const auto admit = [&](absl::Time now) {
    return throttle.Admit({absl::StrCat(++names), "ipv4:10.0.0.1:5"}, now);
  };
  for (int i = 0; i < 12; ++i) EXPECT_TRUE(admit(kStart).ok());
  const absl::Status refused = admit(kStart);
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(throttle.Admit({"ann", "ipv4:10.0.0.1:6"}, kStart).ok());
  // Then there is one for each of four.
  const absl::Time later = kStart + *RetryDelay(refused);
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(admit(later).ok());
  EXPECT_FALSE(admit(later).ok());
  EXPECT_LE(later, kStart + absl::Milliseconds(101));
}

TEST(ThrottleTest, TakesNothingFromOneWhoIsRefused) {
  Throttle throttle({.per_second = 1, .burst = 2});
  const std::string connection = "ipv4:10.0.0.1:5";
  for (int i = 0; i < 100; ++i) throttle.Admit({"ann", connection}, kStart).IgnoreError();
  // The connection has lost two by her.
  for (const char* name : {"bob", "cho", "dee"}) {
    for (int i = 0; i < 2; ++i) EXPECT_TRUE(throttle.Admit({name, connection}, kStart).ok());
  }
  // And eve none by the connection.
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(throttle.Admit({"eve", connection}, kStart).ok());
  const absl::Time later = kStart + absl::Seconds(1);
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(throttle.Admit({"eve", connection}, later).ok());
}

TEST(ThrottleTest, LetsEverythingPassAtRateZero) {
  Throttle throttle({.per_second = 0, .burst = 1});
  for (int i = 0; i < 1'000; ++i) ASSERT_TRUE(throttle.Admit({"ann"}, kStart).ok());
}

TEST(ThrottleTest, TakesAClockThatGoesBack) {
  Throttle throttle({.per_second = 1, .burst = 1});
  ASSERT_TRUE(throttle.Admit({"ann"}, kStart + absl::Hours(1)).ok());
  EXPECT_FALSE(throttle.Admit({"ann"}, kStart).ok());
  // Nobody waits until the clock is where it was before.
  EXPECT_TRUE(throttle.Admit({"ann"}, kStart + absl::Seconds(1)).ok());
}

TEST(ThrottleTest, ForgetsThoseWhoAreSilent) {
  Throttle throttle({.per_second = 10, .burst = 10});
  for (int i = 0; i < 10'000; ++i) {
    ASSERT_TRUE(throttle.Admit({absl::StrCat(i)}, kStart + absl::Milliseconds(i)).ok());
  }
  EXPECT_LT(throttle.size(), 3'000);
}

TEST(RetryDelayTest, IsNothingForAnyOtherStatus) {
  EXPECT_EQ(RetryDelay(absl::OkStatus()), std::nullopt);
  EXPECT_EQ(RetryDelay(absl::ResourceExhaustedError("full")), std::nullopt);
}

}  // namespace
}  // namespace workbook::chat
