#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "chat/core/throttle.h"

namespace workbook::tests {
namespace {

using chat::core::RetryDelay;
using chat::core::Throttle;

const absl::Time kStart = absl::UnixEpoch();

TEST(ThrottleTest, AdmitsABurstAndThenTheRate) {
  Throttle throttle({.per_second = 10, .burst = 3});
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(throttle.Admit({"ann"}, kStart).ok());
  EXPECT_EQ(throttle.Admit({"ann"}, kStart).code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(throttle.Admit({"ann"}, kStart + absl::Milliseconds(100)).ok());
  EXPECT_FALSE(throttle.Admit({"ann"}, kStart + absl::Milliseconds(150)).ok());
}

TEST(ThrottleTest, AdmitsASenderAfterItsRetryDelay) {
  Throttle throttle({.per_second = 10, .burst = 1});
  ASSERT_TRUE(throttle.Admit({"ann"}, kStart).ok());
  const absl::Time later = kStart + absl::Milliseconds(30);
  const auto delay = RetryDelay(throttle.Admit({"ann"}, later));
  ASSERT_TRUE(delay.has_value());
  EXPECT_GE(*delay, absl::Milliseconds(70));
  EXPECT_LE(*delay, absl::Milliseconds(71));
  EXPECT_TRUE(throttle.Admit({"ann"}, later + *delay).ok());
}

TEST(ThrottleTest, ReservesTokensInTheOrderOfTheCalls) {
  Throttle throttle({.per_second = 10, .burst = 1});
  const auto reserve = [&] { return throttle.Reserve({"ann"}, kStart, absl::Milliseconds(250)); };
  EXPECT_EQ(*reserve(), absl::ZeroDuration());
  EXPECT_EQ(*reserve(), absl::Milliseconds(100));
  EXPECT_EQ(*reserve(), absl::Milliseconds(200));
  const auto refused = reserve();
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(RetryDelay(refused.status()), absl::Milliseconds(300));
  EXPECT_FALSE(throttle.Admit({"ann"}, kStart + absl::Milliseconds(250)).ok());
  EXPECT_TRUE(throttle.Admit({"ann"}, kStart + absl::Milliseconds(300)).ok());
}

TEST(ThrottleTest, ReservesForAConnectionToo) {
  Throttle throttle({.per_second = 10, .burst = 1});
  int names = 0;
  const auto reserve = [&] {
    return throttle.Reserve({absl::StrCat(++names), "ipv4:10.0.0.1:5"}, kStart,
                            absl::Milliseconds(50));
  };
  for (int i = 0; i < 4; ++i) EXPECT_EQ(*reserve(), absl::ZeroDuration());
  EXPECT_EQ(*reserve(), absl::Milliseconds(25));
  EXPECT_EQ(*reserve(), absl::Milliseconds(50));
  EXPECT_FALSE(reserve().ok());
}

TEST(ThrottleTest, LimitsEachSenderByItself) {
  Throttle throttle({.per_second = 1, .burst = 1});
  ASSERT_TRUE(throttle.Admit({"ann"}, kStart).ok());
  ASSERT_FALSE(throttle.Admit({"ann"}, kStart).ok());
  EXPECT_TRUE(throttle.Admit({"bob"}, kStart).ok());
}

// Any client may claim the name ann.
TEST(ThrottleTest, LimitsANamePerConnection) {
  Throttle throttle({.per_second = 1, .burst = 1});
  ASSERT_TRUE(throttle.Admit({"ann", "ipv4:10.0.0.1:5"}, kStart).ok());
  ASSERT_FALSE(throttle.Admit({"ann", "ipv4:10.0.0.1:5"}, kStart).ok());
  EXPECT_TRUE(throttle.Admit({"ann", "ipv4:10.0.0.1:6"}, kStart).ok());
  EXPECT_TRUE(throttle.Admit({"ann"}, kStart).ok());
}

// A client may claim any number of names.
TEST(ThrottleTest, LimitsAConnectionToTheRateOfFourSenders) {
  Throttle throttle({.per_second = 10, .burst = 3});
  int names = 0;
  const auto admit = [&](absl::Time now) {
    return throttle.Admit({absl::StrCat(++names), "ipv4:10.0.0.1:5"}, now);
  };
  for (int i = 0; i < 12; ++i) EXPECT_TRUE(admit(kStart).ok());
  const absl::Status refused = admit(kStart);
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(throttle.Admit({"ann", "ipv4:10.0.0.1:6"}, kStart).ok());
  // After the delay there are four tokens.
  const absl::Time later = kStart + *RetryDelay(refused);
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(admit(later).ok());
  EXPECT_FALSE(admit(later).ok());
  EXPECT_LE(later, kStart + absl::Milliseconds(101));
}

TEST(ThrottleTest, TakesNoTokenForARefusal) {
  Throttle throttle({.per_second = 1, .burst = 2});
  const std::string connection = "ipv4:10.0.0.1:5";
  for (int i = 0; i < 100; ++i) throttle.Admit({"ann", connection}, kStart).IgnoreError();
  // The connection has spent two tokens on ann.
  for (const char* name : {"bob", "cho", "dee"}) {
    for (int i = 0; i < 2; ++i) EXPECT_TRUE(throttle.Admit({name, connection}, kStart).ok());
  }
  // And eve has spent none while the connection was empty.
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(throttle.Admit({"eve", connection}, kStart).ok());
  const absl::Time later = kStart + absl::Seconds(1);
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(throttle.Admit({"eve", connection}, later).ok());
}

TEST(ThrottleTest, AdmitsEverythingAtRateZero) {
  Throttle throttle({.per_second = 0, .burst = 1});
  for (int i = 0; i < 1'000; ++i) ASSERT_TRUE(throttle.Admit({"ann"}, kStart).ok());
}

TEST(ThrottleTest, WorksWithAClockThatIsSetBack) {
  Throttle throttle({.per_second = 1, .burst = 1});
  ASSERT_TRUE(throttle.Admit({"ann"}, kStart + absl::Hours(1)).ok());
  EXPECT_FALSE(throttle.Admit({"ann"}, kStart).ok());
  // The sender does not wait until the clock has caught up.
  EXPECT_TRUE(throttle.Admit({"ann"}, kStart + absl::Seconds(1)).ok());
}

TEST(ThrottleTest, EvictsSilentSenders) {
  Throttle throttle({.per_second = 10, .burst = 10});
  for (int i = 0; i < 10'000; ++i) {
    ASSERT_TRUE(throttle.Admit({absl::StrCat(i)}, kStart + absl::Milliseconds(i)).ok());
  }
  EXPECT_LT(throttle.size(), 3'000);
}

TEST(RetryDelayTest, IsEmptyForAnyOtherStatus) {
  EXPECT_EQ(RetryDelay(absl::OkStatus()), std::nullopt);
  EXPECT_EQ(RetryDelay(absl::ResourceExhaustedError("full")), std::nullopt);
}

}  // namespace
}  // namespace workbook::tests
