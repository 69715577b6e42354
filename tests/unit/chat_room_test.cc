#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "chat/room.h"

namespace workbook::chat {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Reads everything as soon as it is there, as a reactor with an endless window would.
class Listener final : public Subscriber {
 public:
  Listener(Room& room, Room::From from) : room_(room) {
    room_.Join(*this, from);
    ReadAll();
  }

  void OnNews() override { ReadAll(); }

  const std::vector<std::string>& heard() const { return heard_; }
  const absl::Status& end() const { return end_; }

 private:
  void ReadAll() {
    while (true) {
      absl::StatusOr<Room::Reading> reading = room_.Next(*this);
      if (!reading.ok()) {
        end_ = reading.status();
        static_cast<void>(room_.Leave(*this));
        return;
      }
      if (reading->message == nullptr) return;
      heard_.push_back(reading->message->sender() + ":" + reading->message->text());
    }
  }

  Room& room_;
  std::vector<std::string> heard_;  // touched by the holder of the pen only
  absl::Status end_;
};

// Holds the pen and does nothing until told to.
class IdleSubscriber final : public Subscriber {
 public:
  void OnNews() override { ++news; }
  int news = 0;
};

TEST(RoomTest, TellsEverySubscriberInOneOrder) {
  Room room;
  Listener ann(room, Room::From::kNow);
  Listener bob(room, Room::From::kNow);
  EXPECT_EQ(*room.Say("ann", "1"), 1);
  EXPECT_EQ(*room.Say("bob", "2"), 2);
  EXPECT_THAT(ann.heard(), ElementsAre("ann:1", "bob:2"));
  EXPECT_EQ(bob.heard(), ann.heard());
}

TEST(RoomTest, BeginsWithTheHistoryOrWithTheNews) {
  Room room({.max_messages = 2});
  for (const char* text : {"1", "2", "3"}) ASSERT_TRUE(room.Say("ann", text).ok());
  Listener late(room, Room::From::kNow);
  Listener reader(room, Room::From::kHistory);
  ASSERT_TRUE(room.Say("ann", "4").ok());
  EXPECT_THAT(late.heard(), ElementsAre("ann:4"));
  EXPECT_THAT(reader.heard(), ElementsAre("ann:2", "ann:3", "ann:4"));
}

TEST(RoomTest, RefusesWhatNobodyShouldHear) {
  Room room;
  Listener listener(room, Room::From::kNow);
  const auto code = [&room](std::string sender, std::string text) {
    return room.Say(std::move(sender), std::move(text)).status().code();
  };
  EXPECT_EQ(code("", "text"), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code(std::string(kMaxNameBytes + 1, 'n'), ""), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code("\xFF", "text"), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code("ann", "\xFF"), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code("ann", std::string(kMaxTextBytes + 1, 'x')), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(listener.heard(), IsEmpty());
  EXPECT_EQ(code(std::string(kMaxNameBytes, 'n'), std::string(kMaxTextBytes, 'x')),
            absl::StatusCode::kOk);
}

TEST(RoomTest, WakesAParkedSubscriberOnceUntilItAsksAgain) {
  Room room;
  IdleSubscriber idle;
  room.Join(idle, Room::From::kNow);
  EXPECT_EQ(room.Next(idle)->message, nullptr);
  ASSERT_TRUE(room.Say("ann", "1").ok());
  ASSERT_TRUE(room.Say("ann", "2").ok());
  EXPECT_EQ(idle.news, 1);
  EXPECT_EQ(room.Next(idle)->message->text(), "1");
  EXPECT_FALSE(room.Leave(idle));
}

TEST(RoomTest, SaysWhetherMoreWaits) {
  Room room;
  ASSERT_TRUE(room.Say("ann", "1").ok());
  ASSERT_TRUE(room.Say("ann", "2").ok());
  IdleSubscriber idle;
  room.Join(idle, Room::From::kHistory);
  EXPECT_TRUE(room.Next(idle)->more);
  EXPECT_FALSE(room.Next(idle)->more);
  EXPECT_FALSE(room.Leave(idle));
}

TEST(RoomTest, TellsOneWhoFellBehindHowManyItMissed) {
  Room room({.max_messages = 3});
  IdleSubscriber slow;
  room.Join(slow, Room::From::kNow);
  for (int i = 1; i <= 10; ++i) ASSERT_TRUE(room.Say("ann", std::to_string(i)).ok());
  const absl::Status status = room.Next(slow).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(status.message(), "the reader fell behind and missed 7 messages");
  EXPECT_FALSE(room.Leave(slow));
}

TEST(RoomTest, LeaveHandsOverThePenOfAParkedSubscriberOnce) {
  Room room;
  IdleSubscriber first;
  IdleSubscriber second;
  IdleSubscriber third;
  for (IdleSubscriber* each : {&first, &second, &third}) {
    room.Join(*each, Room::From::kNow);
    ASSERT_EQ(room.Next(*each)->message, nullptr);
  }
  EXPECT_EQ(room.residents(), 3);
  EXPECT_TRUE(room.Leave(first));
  EXPECT_FALSE(room.Leave(first));
  EXPECT_EQ(room.residents(), 2);
  ASSERT_TRUE(room.Say("ann", "hello").ok());
  EXPECT_EQ(first.news, 0);
  EXPECT_EQ(second.news, 1);
  EXPECT_EQ(third.news, 1);
  EXPECT_EQ(room.Next(first).status().code(), absl::StatusCode::kCancelled);
  EXPECT_FALSE(room.Leave(second));
  EXPECT_FALSE(room.Leave(third));
}

TEST(RoomTest, CloseWakesEveryoneForGood) {
  Room room;
  Listener listener(room, Room::From::kNow);
  room.Close();
  EXPECT_EQ(listener.end().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(room.residents(), 0);
  EXPECT_EQ(room.Say("ann", "anyone?").status().code(), absl::StatusCode::kUnavailable);
}

// Under ThreadSanitizer this is the proof that the pen needs no further lock.
TEST(RoomTest, SurvivesSpeakersReadersAndLeaversAtOnce) {
  constexpr int kSpeakers = 4;
  constexpr int kMessages = 5'000;
  Room room({.max_messages = 100'000});
  Listener steady(room, Room::From::kNow);
  std::vector<std::thread> threads;
  for (int s = 0; s < kSpeakers; ++s) {
    threads.emplace_back([&room, s] {
      for (int i = 0; i < kMessages; ++i) ASSERT_TRUE(room.Say(std::to_string(s), "x").ok());
    });
  }
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&room] {
      for (int i = 0; i < 2'500; ++i) {
        // What a reactor does: read, park, and be cancelled by another thread meanwhile.
        class Guest final : public Subscriber {
         public:
          void OnNews() override { pen_is_back.store(true); }
          std::atomic<bool> pen_is_back{false};
        } guest;
        room.Join(guest, Room::From::kNow);
        while (true) {
          const auto reading = room.Next(guest);
          if (!reading.ok() || reading->message == nullptr) break;
        }
        if (room.Leave(guest)) continue;
        while (!guest.pen_is_back.load()) std::this_thread::yield();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(steady.heard().size(), kSpeakers * kMessages);
  EXPECT_TRUE(room.Leave(steady));
  EXPECT_EQ(room.residents(), 0);
}

}  // namespace
}  // namespace workbook::chat
