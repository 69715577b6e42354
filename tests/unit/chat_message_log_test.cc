#include <gtest/gtest.h>

#include <string>

#include "chat/message_log.h"

namespace workbook::chat {
namespace {

TEST(MessageLogTest, NumbersMessagesFromOne) {
  MessageLog log({.max_messages = 10});
  EXPECT_EQ(log.first(), 1);
  EXPECT_EQ(log.next(), 1);
  EXPECT_EQ(log.Append("ann", "a"), 1);
  EXPECT_EQ(log.Append("bob", "b"), 2);
  EXPECT_EQ(log.next(), 3);
  EXPECT_EQ(log.At(2)->sender(), "bob");
  EXPECT_EQ(log.At(2)->text(), "b");
  EXPECT_EQ(log.At(2)->sequence(), 2);
}

TEST(MessageLogTest, ForgetsTheOldestBeyondTheCount) {
  MessageLog log({.max_messages = 3});
  for (int i = 1; i <= 10; ++i) log.Append("ann", std::to_string(i));
  EXPECT_EQ(log.first(), 8);
  EXPECT_EQ(log.At(8)->text(), "8");
  EXPECT_EQ(log.At(10)->text(), "10");
}

TEST(MessageLogTest, ForgetsTheOldestBeyondTheBytes) {
  MessageLog log({.max_messages = 100, .max_bytes = 10});
  log.Append("a", "1234");
  log.Append("a", "1234");
  EXPECT_EQ(log.bytes(), 10);
  EXPECT_EQ(log.first(), 1);
  log.Append("a", "");
  EXPECT_EQ(log.first(), 2);
  EXPECT_EQ(log.bytes(), 6);
}

TEST(MessageLogTest, KeepsTheNewestWhateverItsSize) {
  MessageLog log({.max_messages = 100, .max_bytes = 10});
  log.Append("a", std::string(1000, 'x'));
  EXPECT_EQ(log.first(), 1);
  log.Append("a", std::string(1000, 'y'));
  EXPECT_EQ(log.first(), 2);
}

TEST(MessageLogTest, LeavesAForgottenMessageToThoseWhoStillHoldIt) {
  MessageLog log({.max_messages = 1});
  log.Append("ann", "held");
  const std::shared_ptr<const Message> held = log.At(1);
  log.Append("ann", "next");
  EXPECT_EQ(held->text(), "held");
}

TEST(MessageTest, IsEncodedOnceForEachDoor) {
  const Message message(1, "ann", "hello");
  int encodings = 0;
  const auto encode = [&](const Message& m) {
    ++encodings;
    return m.text() + "!";
  };
  const std::string& first = message.EncodedFor(Door::kChat, encode);
  EXPECT_EQ(first, "hello!");
  EXPECT_EQ(&message.EncodedFor(Door::kChat, encode), &first);
  EXPECT_EQ(encodings, 1);
  EXPECT_NE(&message.EncodedFor(Door::kNote, encode), &first);
  EXPECT_EQ(encodings, 2);
}

}  // namespace
}  // namespace workbook::chat
