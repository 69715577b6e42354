// Which of its own lines a client has still to hear, and which it never will.
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>
#include <thread>

#include "absl/time/clock.h"
#include "chat/client_account.h"
#include "chat/client_lines.h"

namespace workbook::testing {
namespace {

using chat::Account;
using chat::Heard;

Heard Welcome(const std::string& epoch) {
  Heard heard;
  heard.what = Heard::Welcome{.newest = {epoch, 0}, .names = {}};
  return heard;
}

Heard Said(const std::string& owner, const std::string& text, uint64_t sequence = 0) {
  Heard heard;
  heard.what = Heard::Said{owner, text};
  heard.sequence = sequence;
  return heard;
}

// How many are missing for good, if nothing comes any more.
size_t Missing(Account& account) { return account.AwaitAll(absl::ZeroDuration()); }

TEST(ChatClientAccountTest, WithoutNumbersTheTextsAreCounted) {
  Account account("ann");
  account.Expect("hello");
  account.Expect("hello");
  account.Hear(Said("bob", "hello"));
  EXPECT_EQ(Missing(account), 2U);
  account.Hear(Said("ann", "hello"));
  EXPECT_EQ(Missing(account), 1U);
  EXPECT_TRUE(account.Withdraw("hello"));
  EXPECT_FALSE(account.Withdraw("hello"));
  EXPECT_EQ(Missing(account), 0U);
}

TEST(ChatClientAccountTest, WithNumbersTheNumberCountsWhateverTheNameWas) {
  Account account("ann");
  account.Hear(Welcome("e"));
  account.Expect("hello");
  account.Acknowledge("hello", {"e", 2});
  account.Hear(Said("bob", "hello", 1));
  EXPECT_EQ(Missing(account), 1U);
  account.Hear(Said("the name of the token", "hello", 2));
  EXPECT_EQ(Missing(account), 0U);
}

TEST(ChatClientAccountTest, ALineMayBeHeardBeforeItsAnswerAndAcknowledgedBeforeTheWelcome) {
  Account account("ann");
  account.Expect("one");
  account.Acknowledge("one", {"e", 1});
  account.Hear(Welcome("e"));
  EXPECT_EQ(Missing(account), 1U);
  account.Hear(Said("ann", "one", 1));
  EXPECT_EQ(Missing(account), 0U);
  account.Expect("two");
  account.Hear(Said("ann", "two", 2));
  account.Acknowledge("two", {"e", 2});
  EXPECT_EQ(Missing(account), 0U);
}

TEST(ChatClientAccountTest, WhatAGapCoversIsToldAndNoLongerWaitedFor) {
  Account account("ann");
  account.Hear(Welcome("e"));
  account.Expect("one");
  account.Acknowledge("one", {"e", 1});
  Heard gap;
  gap.what = Heard::Gap{.first = 1, .last = 3};
  account.Hear(gap);
  EXPECT_EQ(Missing(account), 0U);
}

TEST(ChatClientAccountTest, WhatAnEarlierLifeOfTheRoomTookIsMissingAtOnce) {
  Account account("ann");
  account.Hear(Welcome("e"));
  account.Expect("one");
  account.Acknowledge("one", {"e", 1});
  account.Hear(Welcome("f"));
  account.Hear(Said("bob", "hello", 1));
  EXPECT_EQ(account.AwaitAll(absl::InfiniteDuration()), 1U);
}

TEST(ChatClientAccountTest, KnowsALineThatWasHeardBeforeTheRoomBeganAnew) {
  Account account("ann");
  account.Hear(Welcome("e"));
  account.Expect("one");
  account.Hear(Said("ann", "one", 1));
  EXPECT_FALSE(account.HeardInAnEarlierEpoch("one"));  // the same one: its server remembers
  account.Hear(Welcome("f"));
  EXPECT_TRUE(account.HeardInAnEarlierEpoch("one"));
  account.Expect("one");  // another one of the same text
  EXPECT_FALSE(account.HeardInAnEarlierEpoch("one"));
}

TEST(ChatClientAccountTest, AwaitsNothingWhenNothingWillCome) {
  Account account("ann");
  account.Expect("one");
  account.End();
  EXPECT_EQ(account.AwaitAll(absl::InfiniteDuration()), 1U);
}

// ---- The lines of a pipe ----

class ChatClientLinesTest : public ::testing::Test {
 protected:
  ChatClientLinesTest() { EXPECT_EQ(pipe(ends_), 0); }
  ~ChatClientLinesTest() override {
    close(ends_[0]);
    if (ends_[1] >= 0) close(ends_[1]);
  }
  void Write(const std::string& text) {
    EXPECT_EQ(write(ends_[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void End() {
    close(ends_[1]);
    ends_[1] = -1;
  }
  int ends_[2] = {-1, -1};
};

TEST_F(ChatClientLinesTest, ALineComesAsSoonAsItIsWholeAndTheLastOneNeedsNoNewline) {
  chat::InputLines lines(ends_[0]);
  Write("one\n\ntw");
  EXPECT_EQ(lines.Next(), "one");
  EXPECT_EQ(lines.Next(), "");
  Write("o\n" + std::string(10'000, 'x') + "\nlast");
  EXPECT_EQ(lines.Next(), "two");
  EXPECT_EQ(lines.Next(), std::string(10'000, 'x'));
  End();
  EXPECT_EQ(lines.Next(), "last");
  EXPECT_EQ(lines.Next(), std::nullopt);
  EXPECT_EQ(lines.Next(), std::nullopt);
}

TEST_F(ChatClientLinesTest, StopEndsItWhileNothingComes) {
  chat::InputLines lines(ends_[0]);
  Write("half a line");
  std::thread stopper([&] { lines.Stop(); });
  EXPECT_EQ(lines.Next(), std::nullopt);
  stopper.join();
}

}  // namespace
}  // namespace workbook::testing
