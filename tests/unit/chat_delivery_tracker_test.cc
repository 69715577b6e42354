// Which of its own messages a client still waits for, and which will never arrive.
#include <gtest/gtest.h>

#include <string>

#include "absl/time/time.h"
#include "chat/client/delivery_tracker.h"

namespace workbook::tests {
namespace {

using chat::client::DeliveryTracker;
using chat::client::Event;

Event Welcome(const std::string& epoch) {
  Event event;
  event.kind = Event::Welcome{.newest = {epoch, 0}, .names = {}};
  return event;
}

Event Message(const std::string& sender, const std::string& text, uint64_t sequence = 0) {
  Event event;
  event.kind = Event::Message{sender, text};
  event.sequence = sequence;
  return event;
}

// How many are missing, if nothing more arrives.
size_t Missing(DeliveryTracker& tracker) { return tracker.AwaitAll(absl::ZeroDuration()); }

TEST(DeliveryTrackerTest, CountsTextsWithoutSequenceNumbers) {
  DeliveryTracker tracker("ann");
  tracker.Expect("hello");
  tracker.Expect("hello");
  tracker.Receive(Message("bob", "hello"));
  EXPECT_EQ(Missing(tracker), 2U);
  tracker.Receive(Message("ann", "hello"));
  EXPECT_EQ(Missing(tracker), 1U);
  EXPECT_TRUE(tracker.Withdraw("hello"));
  EXPECT_FALSE(tracker.Withdraw("hello"));
  EXPECT_EQ(Missing(tracker), 0U);
}

TEST(DeliveryTrackerTest, WaitsForTheSequenceNumberWhateverTheName) {
  DeliveryTracker tracker("ann");
  tracker.Receive(Welcome("e"));
  tracker.Expect("hello");
  tracker.Acknowledge("hello", {"e", 2});
  tracker.Receive(Message("bob", "hello", 1));
  EXPECT_EQ(Missing(tracker), 1U);
  tracker.Receive(Message("the name of the token", "hello", 2));
  EXPECT_EQ(Missing(tracker), 0U);
}

TEST(DeliveryTrackerTest, AMessageMayArriveBeforeItsAnswerAndItsAnswerBeforeTheWelcome) {
  DeliveryTracker tracker("ann");
  tracker.Expect("one");
  tracker.Acknowledge("one", {"e", 1});
  tracker.Receive(Welcome("e"));
  EXPECT_EQ(Missing(tracker), 1U);
  tracker.Receive(Message("ann", "one", 1));
  EXPECT_EQ(Missing(tracker), 0U);
  tracker.Expect("two");
  tracker.Receive(Message("ann", "two", 2));
  tracker.Acknowledge("two", {"e", 2});
  EXPECT_EQ(Missing(tracker), 0U);
}

TEST(DeliveryTrackerTest, DoesNotWaitForMessagesInAGap) {
  DeliveryTracker tracker("ann");
  tracker.Receive(Welcome("e"));
  tracker.Expect("one");
  tracker.Acknowledge("one", {"e", 1});
  Event gap;
  gap.kind = Event::Gap{.first = 1, .last = 3};
  tracker.Receive(gap);
  EXPECT_EQ(Missing(tracker), 0U);
}

TEST(DeliveryTrackerTest, AMessageOfAnEarlierEpochIsMissingAtOnce) {
  DeliveryTracker tracker("ann");
  tracker.Receive(Welcome("e"));
  tracker.Expect("one");
  tracker.Acknowledge("one", {"e", 1});
  tracker.Receive(Welcome("f"));
  tracker.Receive(Message("bob", "hello", 1));
  EXPECT_EQ(tracker.AwaitAll(absl::InfiniteDuration()), 1U);
}

TEST(DeliveryTrackerTest, KnowsAMessageThatArrivedBeforeTheRoomRestarted) {
  DeliveryTracker tracker("ann");
  tracker.Receive(Welcome("e"));
  tracker.Expect("one");
  tracker.Receive(Message("ann", "one", 1));
  EXPECT_FALSE(tracker.ArrivedInAnEarlierEpoch("one"));  // same epoch: its server remembers the id
  tracker.Receive(Welcome("f"));
  EXPECT_TRUE(tracker.ArrivedInAnEarlierEpoch("one"));
  tracker.Expect("one");  // another message of the same text
  EXPECT_FALSE(tracker.ArrivedInAnEarlierEpoch("one"));
}

TEST(DeliveryTrackerTest, DoesNotWaitOnceTheSessionHasEnded) {
  DeliveryTracker tracker("ann");
  tracker.Expect("one");
  tracker.End();
  EXPECT_EQ(tracker.AwaitAll(absl::InfiniteDuration()), 1U);
}

}  // namespace
}  // namespace workbook::tests
