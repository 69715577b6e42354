#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "chat.pb.h"
#include "chat/core/event_log.h"
#include "chat_message.pb.h"
#include "chat_note.pb.h"

namespace workbook::tests {
namespace {

namespace v1 = ::workbook::chat::v1;

using chat::core::EventLog;
using chat::core::MessageIn;
using chat::core::WrappedMessageIn;

using ::testing::ElementsAre;

v1::Event Message(const std::string& sender, const std::string& text) {
  v1::Event event;
  event.mutable_message()->set_sender(sender);
  event.mutable_message()->set_text(text);
  event.mutable_time()->set_seconds(1'700'000'000);
  return event;
}

v1::Event Joined(const std::string& name) {
  v1::Event event;
  event.mutable_joined()->set_name(name);
  return event;
}

std::vector<v1::Event> Events(absl::string_view bytes) {
  v1::JoinResponse response;
  EXPECT_TRUE(response.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
  return {response.events().begin(), response.events().end()};
}

TEST(EventLogTest, NumbersEventsFromOne) {
  EventLog log({});
  EXPECT_EQ(log.first(), 1);
  EXPECT_EQ(log.next(), 1);
  EXPECT_EQ(log.Append(Message("ann", "a")), 1);
  EXPECT_EQ(log.Append(Joined("bob")), 2);
  EXPECT_EQ(log.next(), 3);
  EXPECT_THAT(log.messages(), ElementsAre(1));
}

TEST(EventLogTest, ReadsARunThatIsABatchOfEvents) {
  EventLog log({});
  log.Append(Message("ann", "a"));
  log.Append(Joined("bob"));
  log.Append(Message("bob", ""));
  const EventLog::Reading reading = log.ReadFrom(2);
  EXPECT_EQ(reading.next, 4);
  const std::vector<v1::Event> batch = Events(reading.run.bytes);
  ASSERT_EQ(batch.size(), 2);
  EXPECT_EQ(batch.at(0).sequence(), 2);
  EXPECT_EQ(batch.at(0).joined().name(), "bob");
  EXPECT_EQ(batch.at(1).sequence(), 3);
  EXPECT_EQ(batch.at(1).message().sender(), "bob");
}

// The field numbers of the contract make this work: see event_log.h.
TEST(EventLogTest, KeepsARecordWhosePartsAreTheTutorialsMessages) {
  EventLog log({});
  for (const std::string& text : {std::string("hello"), std::string(), std::string(300, 'x')}) {
    const absl::string_view record = log.Record(log.Append(Message("ann", text)));
    chat_proto::ChatMessage first;
    ASSERT_TRUE(first.ParseFromString(std::string(WrappedMessageIn(record))));
    EXPECT_EQ(first.text().owner(), "ann");
    EXPECT_EQ(first.text().msg(), text);
    ::chat::ChatMessage second;
    ASSERT_TRUE(second.ParseFromString(std::string(MessageIn(record))));
    EXPECT_EQ(second.user(), "ann");
    EXPECT_EQ(second.message(), text);
    grpc::Note third;
    ASSERT_TRUE(third.ParseFromString(std::string(MessageIn(record))));
    EXPECT_EQ(third.name(), "ann");
    EXPECT_EQ(third.message(), text);
  }
  EXPECT_TRUE(MessageIn(log.Record(log.Append(Joined("bob")))).empty());
}

TEST(EventLogTest, EvictsTheOldestBeyondTheCountOfMessages) {
  EventLog log({.max_messages = 3});
  for (int i = 1; i <= 10; ++i) {
    log.Append(Message("ann", "x"));
    log.Append(Joined("bob"));
  }
  EXPECT_THAT(log.messages(), ElementsAre(15, 17, 19));
  EXPECT_EQ(log.first(), 14);  // the message before it, 13, was the fourth from the end
}

TEST(EventLogTest, EvictsTheOldestBeyondTheBytes) {
  EventLog log({.max_bytes = 1'000});
  for (int i = 1; i <= 100; ++i) log.Append(Message("ann", std::string(50, 'x')));
  EXPECT_LE(log.bytes(), 1'000);
  EXPECT_GT(log.bytes(), 900);
}

TEST(EventLogTest, KeepsTheNewestWhateverItsSize) {
  EventLog log({.max_bytes = 10});
  log.Append(Message("ann", "x"));
  log.Append(Message("ann", std::string(100'000, 'y')));
  EXPECT_EQ(log.first(), 2);
  EXPECT_EQ(Events(log.ReadFrom(2).run.bytes).at(0).message().text().size(), 100'000);
}

// Over many chunks of all sizes, which the log evicts one after the other.
TEST(EventLogTest, ReadsOnFromRunToRunWithoutAGap) {
  EventLog log({.max_messages = 1'000});
  for (size_t i = 1; i <= 5'000; ++i) {
    log.Append(Message("ann", std::string(i * 37 % 4'000, 'x')));
    uint64_t expected = log.first();
    for (uint64_t next = log.first(); i % 500 == 0 && next < log.next();) {
      const EventLog::Reading reading = log.ReadFrom(next);
      for (const v1::Event& event : Events(reading.run.bytes)) {
        ASSERT_EQ(event.sequence(), expected++);
        ASSERT_EQ(event.message().text().size(), event.sequence() * 37 % 4'000);
      }
      next = reading.next;
      ASSERT_EQ(next, expected);
    }
  }
}

TEST(EventLogTest, KeepsEvictedEventsForReadersThatStillHoldThem) {
  EventLog log({.max_messages = 1});
  log.Append(Message("ann", "held"));
  const chat::core::Run held = log.ReadFrom(1).run;
  for (int i = 0; i < 1'000; ++i) log.Append(Message("ann", std::string(1'000, 'x')));
  EXPECT_EQ(Events(held.bytes).at(0).message().text(), "held");
}

TEST(EventLogTest, FindsWhereTheLastMessagesBegin) {
  EventLog log({});
  log.Append(Message("ann", "1"));
  log.Append(Joined("bob"));
  log.Append(Message("ann", "3"));
  log.Append(Joined("cy"));
  EXPECT_EQ(log.StartOfMessages(0), 5);
  EXPECT_EQ(log.StartOfMessages(1), 3);
  EXPECT_EQ(log.StartOfMessages(2), 1);
  EXPECT_EQ(log.StartOfMessages(9), 1);
}

}  // namespace
}  // namespace workbook::tests
