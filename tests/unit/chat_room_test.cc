#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "chat/core/room.h"

namespace workbook::tests {
namespace {

namespace v1 = ::workbook::chat::v1;

using chat::core::JoinOptions;
using chat::core::kFromNow;
using chat::core::kFromTheBeginning;
using chat::core::kMaxNameBytes;
using chat::core::LastMessages;
using chat::core::Position;
using chat::core::Room;
using chat::core::Roster;
using chat::core::Run;
using chat::core::SendRequest;
using chat::core::SendResult;
using chat::core::Subscriber;

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const absl::Time kStart = absl::UnixEpoch();

std::vector<v1::Event> Events(absl::string_view records) {
  v1::JoinResponse response;
  EXPECT_TRUE(response.ParseFromArray(records.data(), static_cast<int>(records.size())));
  return {response.events().begin(), response.events().end()};
}

// An event as short text.
std::string ToText(const v1::Event& event) {
  switch (event.kind_case()) {
    case v1::Event::kMessage:
      return event.message().sender() + ":" + event.message().text();
    case v1::Event::kJoined:
      return "+" + event.joined().name();
    case v1::Event::kLeft:
      return "-" + event.left().name();
    case v1::Event::kGap:
      return absl::StrCat("gap ", event.gap().first_sequence(), "..", event.gap().last_sequence());
    default:
      return "?";
  }
}

// One reader, which is its own subscriber and reads when the test tells it to.
class Reader final : public Subscriber {
 public:
  Reader(Room& room, const JoinOptions& options) : room_(room) {
    const absl::StatusOr<Room::JoinResult> joined = room.Join(options, kStart);
    EXPECT_TRUE(joined.ok()) << joined.status();
    next_ = joined->next;
    for (const v1::Event& event : Events(joined->greeting)) {
      if (event.has_welcome()) {
        welcome_ = event.welcome();
      } else {
        texts_.push_back(ToText(event));
      }
    }
  }
  ~Reader() override { static_cast<void>(room_.Disarm(*this)); }

  void OnNewEvents() override { ++wake_ups; }

  void ReadAll() {
    while (true) {
      absl::StatusOr<Room::Reading> reading = room_.Read(next_);
      if (!reading.ok()) {
        end_ = reading.status();
        return;
      }
      if (reading->gap.has_value()) {
        v1::Event gap;
        *gap.mutable_gap() = *reading->gap;
        texts_.push_back(ToText(gap));
      }
      if (reading->run.bytes.empty()) return;
      for (const v1::Event& event : Events(reading->run.bytes)) {
        texts_.push_back(ToText(event));
        last_ = event.sequence();
      }
      next_ = reading->next;
    }
  }

  // All events so far.
  const std::vector<std::string>& Received() {
    ReadAll();
    return texts_;
  }
  const v1::Welcome& welcome() const { return welcome_; }
  const absl::Status& end() const { return end_; }
  Position position() const { return {welcome_.epoch(), last_}; }

  std::atomic<int> wake_ups = 0;

 private:
  Room& room_;
  uint64_t next_ = 0;
  uint64_t last_ = 0;
  v1::Welcome welcome_;
  std::vector<std::string> texts_;
  absl::Status end_;
};

void Send(Room& room, const std::string& sender, const std::string& text) {
  ASSERT_TRUE(room.Send({.sender = sender, .text = text}, kStart).ok());
}

TEST(RoomTest, SendsEveryReaderTheSameInOneOrder) {
  Room room({}, kStart);
  Reader ann(room, {});
  Reader bob(room, {});
  EXPECT_EQ(room.Send({.sender = "ann", .text = "1"}, kStart)->sequence, 1);
  EXPECT_EQ(room.Send({.sender = "bob", .text = "2"}, kStart)->sequence, 2);
  EXPECT_THAT(ann.Received(), ElementsAre("ann:1", "bob:2"));
  EXPECT_EQ(bob.Received(), ann.Received());
}

TEST(RoomTest, StampsEventsWithItsClock) {
  Room room({}, kStart);
  const absl::Time now = absl::FromUnixMillis(1'700'000'000'123);
  ASSERT_TRUE(room.Send({.sender = "ann", .text = "1"}, now).ok());
  const std::vector<v1::Event> batch = Events(room.Read(1)->run.bytes);
  EXPECT_EQ(batch.at(0).time().seconds(), 1'700'000'000);
  EXPECT_EQ(batch.at(0).time().nanos(), 123'000'000);
}

TEST(RoomTest, BeginsWithAsMuchHistoryAsIsAskedFor) {
  Room room({.max_messages = 3}, kStart);
  for (const char* text : {"1", "2", "3", "4"}) Send(room, "ann", text);
  Reader now(room, {.start = kFromNow});
  Reader last(room, {.start = LastMessages{1}});
  Reader all(room, {.start = kFromTheBeginning});
  Send(room, "ann", "5");
  EXPECT_THAT(now.Received(), ElementsAre("ann:5"));
  EXPECT_THAT(last.Received(), ElementsAre("ann:4", "ann:5"));
  EXPECT_THAT(all.Received(), ElementsAre("gap 2..2", "ann:3", "ann:4", "ann:5"));
}

// ---- Presence ----

TEST(RoomTest, SendsJoinedAndLeft) {
  Room room({}, kStart);
  Reader ann(room, {.participant = "ann"});
  Reader bob(room, {.participant = "bob"});
  room.Leave("bob", kStart);
  EXPECT_THAT(ann.Received(), ElementsAre("+bob", "-bob"));
}

TEST(RoomTest, WelcomesWithAllParticipants) {
  Room room({}, kStart);
  Reader unseen(room, {});
  Reader bob(room, {.participant = "bob"});
  Reader ann(room, {.participant = "ann"});
  EXPECT_EQ(ann.welcome().epoch(), room.epoch());
  EXPECT_EQ(ann.welcome().sequence(), 2);
  EXPECT_EQ(ann.welcome().reader_count(), 3);
  EXPECT_EQ(ann.welcome().participant_count(), 2);
  ASSERT_EQ(ann.welcome().participants_size(), 2);
  EXPECT_EQ(ann.welcome().participants(0).name(), "ann");
  EXPECT_EQ(ann.welcome().participants(1).name(), "bob");
}

TEST(RoomTest, CountsANameWithTwoStreamsOnce) {
  Room room({}, kStart);
  Reader ann(room, {.participant = "ann"});
  Reader bob(room, {.participant = "bob"});
  Reader bobs_phone(room, {.participant = "bob"});
  room.Leave("bob", kStart);
  EXPECT_THAT(ann.Received(), ElementsAre("+bob"));
  room.Leave("bob", kStart);
  EXPECT_THAT(ann.Received(), ElementsAre("+bob", "-bob"));
  EXPECT_EQ(room.readers(), 1);
}

TEST(RoomTest, ListsAThousandNamesAndCountsThemAll) {
  Room room({}, kStart);
  for (int i = 0; i < 1'001; ++i)
    ASSERT_TRUE(room.Join({.participant = absl::StrCat(i)}, kStart).ok());
  Reader last(room, {});
  EXPECT_EQ(last.welcome().participant_count(), 1'001);
  EXPECT_EQ(last.welcome().participants_size(), 1'000);
}

// A reader that does not read its Welcome holds it in the server's memory.
TEST(RoomTest, ListsNamesUpToAFewBytes) {
  Room room({}, kStart);
  for (int i = 100; i < 400; ++i) {
    const std::string name = absl::StrCat(i, std::string(kMaxNameBytes - 3, 'x'));
    ASSERT_TRUE(room.Join({.participant = name}, kStart).ok());
  }
  Reader last(room, {});
  EXPECT_EQ(last.welcome().participant_count(), 300);
  EXPECT_EQ(last.welcome().participants_size(), Roster::kMaxListedBytes / kMaxNameBytes);
}

// ---- Resuming ----

TEST(RoomTest, ResumesWhereTheReaderStopped) {
  Room room({}, kStart);
  Reader before(room, {});
  Send(room, "ann", "1");
  before.ReadAll();
  Send(room, "ann", "2");
  Reader after(room, {.start = before.position()});
  Send(room, "ann", "3");
  EXPECT_THAT(after.Received(), ElementsAre("ann:2", "ann:3"));
}

TEST(RoomTest, ReportsAGapWhenTheLogNoLongerKeepsTheMissedEvents) {
  Room room({.max_messages = 2}, kStart);
  Reader before(room, {});
  Send(room, "ann", "1");
  before.ReadAll();
  for (int i = 2; i <= 6; ++i) Send(room, "ann", absl::StrCat(i));
  Reader after(room, {.start = before.position()});
  EXPECT_THAT(after.Received(), ElementsAre("gap 2..4", "ann:5", "ann:6"));
}

TEST(RoomTest, ReportsAGapWhenTheRoomRestarted) {
  Room room({}, kStart);
  Send(room, "ann", "1");
  Reader after(room, {.start = Position{"another epoch", 17}});
  Send(room, "ann", "2");
  EXPECT_THAT(after.Received(), ElementsAre("gap 0..0", "ann:1", "ann:2"));
}

TEST(RoomTest, RefusesAPositionInTheFuture) {
  Room room({}, kStart);
  Send(room, "ann", "1");
  EXPECT_TRUE(room.Join({.start = Position{room.epoch(), 1}}, kStart).ok());
  EXPECT_EQ(room.Join({.start = Position{room.epoch(), 2}}, kStart).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(RoomTest, ReportsTheGapToASlowReaderAndGoesOn) {
  Room room({.max_messages = 3}, kStart);
  Reader slow(room, {});
  for (int i = 1; i <= 10; ++i) Send(room, "ann", absl::StrCat(i));
  EXPECT_THAT(slow.Received(), ElementsAre("gap 1..7", "ann:8", "ann:9", "ann:10"));
}

// ---- Repeated sends ----

TEST(RoomTest, SendsARepeatedRequestOnce) {
  Room room({}, kStart);
  Reader reader(room, {});
  const SendRequest request{.sender = "ann", .text = "hello", .message_id = "1"};
  EXPECT_FALSE(room.Send(request, kStart)->duplicate);
  const absl::StatusOr<SendResult> again = room.Send(request, kStart + absl::Minutes(1));
  EXPECT_TRUE(again->duplicate);
  EXPECT_EQ(again->sequence, 1);
  EXPECT_THAT(reader.Received(), ElementsAre("ann:hello"));
  EXPECT_EQ(room.Send(request, kStart + absl::Minutes(3))->sequence, 2);
}

// ---- History ----

TEST(RoomTest, ReturnsHistoryInPages) {
  Room room({}, kStart);
  for (int i = 1; i <= 3; ++i) Send(room, "ann", absl::StrCat(i));
  Reader bob(room, {.participant = "bob"});
  Send(room, "ann", "4");
  const auto page = [&room](size_t messages, uint64_t before) {
    const Room::History history = room.ReadHistory(messages, before, 1'000'000);
    std::vector<std::string> texts;
    for (const v1::Event& event : Events(history.records)) texts.push_back(ToText(event));
    if (history.more) texts.push_back("more");
    return texts;
  };
  EXPECT_THAT(page(2, 0), ElementsAre("ann:3", "ann:4", "more"));
  EXPECT_THAT(page(2, 3), ElementsAre("ann:1", "ann:2"));
  EXPECT_THAT(page(9, 1), IsEmpty());
  EXPECT_THAT(page(9, 99), ElementsAre("ann:1", "ann:2", "ann:3", "ann:4"));
}

TEST(RoomTest, BoundsAPageOfHistoryByItsBytes) {
  Room room({}, kStart);
  for (int i = 1; i <= 10; ++i) Send(room, "ann", std::string(1'000, 'x'));
  const Room::History history = room.ReadHistory(10, 0, 3'500);
  EXPECT_EQ(Events(history.records).size(), 3);
  EXPECT_TRUE(history.more);
}

// ---- Waking ----

TEST(RoomTest, WakesASubscriberOnceUntilItIsArmedAgain) {
  Room room({}, kStart);
  Reader reader(room, {});
  room.Arm(reader);
  EXPECT_EQ(reader.wake_ups, 0);
  Send(room, "ann", "1");
  Send(room, "ann", "2");
  EXPECT_EQ(reader.wake_ups, 1);
  room.Arm(reader);
  Send(room, "ann", "3");
  EXPECT_EQ(reader.wake_ups, 2);
}

TEST(RoomTest, DisarmsASubscriberUnlessItHasBeenWoken) {
  Room room({}, kStart);
  Reader first(room, {});
  Reader second(room, {});
  Reader third(room, {});
  for (Reader* each : {&first, &second, &third}) room.Arm(*each);
  EXPECT_TRUE(room.Disarm(first));
  EXPECT_FALSE(room.Disarm(first));
  Send(room, "ann", "hello");
  EXPECT_EQ(first.wake_ups, 0);
  EXPECT_EQ(second.wake_ups, 1);
  EXPECT_EQ(third.wake_ups, 1);
  EXPECT_FALSE(room.Disarm(second));
}

TEST(RoomTest, CloseWakesEveryoneForGood) {
  Room room({}, kStart);
  Reader reader(room, {});
  room.Arm(reader);
  Send(room, "ann", "last words");
  room.Arm(reader);
  room.Close();
  EXPECT_EQ(reader.wake_ups, 2);
  EXPECT_THAT(reader.Received(), ElementsAre("ann:last words"));
  EXPECT_EQ(reader.end().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(room.Send({.sender = "ann", .text = "anyone?"}, kStart).status().code(),
            absl::StatusCode::kUnavailable);
  room.Arm(reader);
  EXPECT_EQ(reader.wake_ups, 2);
}

// Each `left` would be a new event for the other readers, which are about to leave: a closed room
// would empty one reader at a time.
TEST(RoomTest, HasNoNewEventsOnceItIsClosed) {
  Room room({}, kStart);
  Reader ann(room, {.participant = "ann"});
  Reader bob(room, {.participant = "bob"});
  ann.ReadAll();
  room.Close();
  room.Leave("bob", kStart);
  EXPECT_THAT(ann.Received(), ElementsAre("+bob"));
  EXPECT_EQ(ann.end().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(room.readers(), 1);
}

TEST(RoomTest, IsQuietWithoutReadersAndNewEvents) {
  Room room({}, kStart);
  const absl::Time later = kStart + absl::Minutes(1);
  EXPECT_TRUE(room.QuietSince(kStart));
  { Reader reader(room, {.participant = "ann"}); }
  EXPECT_FALSE(room.QuietSince(later));
  room.Leave("ann", later);
  EXPECT_FALSE(room.QuietSince(kStart));
  EXPECT_TRUE(room.QuietSince(later));
}

// ---- All at once: ThreadSanitizer checks here that a reader needs no lock ----

// A thread that sleeps until the room wakes it and then reads everything, as a Loop does.
class ReaderThread final : public Subscriber {
 public:
  ReaderThread(Room& room, size_t expected)
      : room_(room), next_(room.Join({}, kStart)->next), expected_(expected) {
    room_.Arm(*this);
    thread_ = std::jthread([this] { Run(); });
  }
  ~ReaderThread() override { static_cast<void>(room_.Disarm(*this)); }

  void OnNewEvents() override {
    woken_.store(true);
    woken_.notify_one();
  }

  const std::vector<std::string>& Join() {
    thread_.join();
    return texts_;
  }

 private:
  void Run() {
    while (texts_.size() < expected_) {
      woken_.wait(false);
      woken_.store(false);
      room_.Arm(*this);
      while (true) {
        const absl::StatusOr<Room::Reading> reading = room_.Read(next_);
        ASSERT_TRUE(reading.ok());
        ASSERT_FALSE(reading->gap.has_value());
        if (reading->run.bytes.empty()) break;
        next_ = reading->next;
        for (const v1::Event& event : Events(reading->run.bytes)) {
          if (event.has_message()) texts_.push_back(ToText(event));
        }
      }
    }
  }

  Room& room_;
  uint64_t next_;
  const size_t expected_;
  std::vector<std::string> texts_;
  std::atomic<bool> woken_ = false;
  std::jthread thread_;
};

// 10^5 operations: 60,000 messages, and 8,000 times a guest joins, arms, sends, reads and leaves.
TEST(RoomTest, KeepsOneOrderForSendersReadersAndGuestsAtOnce) {
  constexpr int kSenders = 4;
  constexpr int kMessages = 15'000;
  constexpr int kGuests = 2;
  constexpr int kVisits = 4'000;
  constexpr int kAll = kSenders * kMessages + kGuests * kVisits;
  Room room({.max_messages = 100'000}, kStart);
  ReaderThread first(room, kAll);
  ReaderThread second(room, kAll);
  std::vector<std::jthread> threads;
  for (int s = 0; s < kSenders; ++s) {
    threads.emplace_back([&room, s] {
      for (int i = 0; i < kMessages; ++i) Send(room, absl::StrCat(s), absl::StrCat(i));
    });
  }
  for (int t = 0; t < kGuests; ++t) {
    threads.emplace_back([&room, t] {
      const std::string name = absl::StrCat("guest ", t);
      for (int i = 0; i < kVisits; ++i) {
        Reader guest(room, {.participant = name, .start = LastMessages{3}});
        room.Arm(guest);
        Send(room, name, "hello");
        guest.ReadAll();
        // A guest may go once it is disarmed, or its wake-up has come.
        if (!room.Disarm(guest)) {
          while (guest.wake_ups == 0) std::this_thread::yield();
        }
        room.Leave(name, kStart);
      }
    });
  }
  for (std::jthread& thread : threads) thread.join();
  const std::vector<std::string>& received = first.Join();
  EXPECT_EQ(received, second.Join());
  EXPECT_EQ(received.size(), kAll);
  EXPECT_EQ(room.readers(), 2);
}

}  // namespace
}  // namespace workbook::tests
