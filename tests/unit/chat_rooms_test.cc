#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "chat/rooms.h"

namespace workbook::chat {
namespace {

const absl::Time kStart = absl::UnixEpoch();

TEST(RoomsTest, MakesARoomWhenItIsAskedFor) {
  Rooms rooms({}, kStart);
  EXPECT_EQ(rooms.Find("tea").status().code(), absl::StatusCode::kNotFound);
  const auto tea = rooms.Open("tea", kStart);
  ASSERT_TRUE(tea.ok());
  EXPECT_EQ(*rooms.Open("tea", kStart), *tea);
  EXPECT_EQ(*rooms.Find("tea"), *tea);
  EXPECT_NE((*rooms.Open("coffee", kStart))->epoch(), (*tea)->epoch());
}

TEST(RoomsTest, RefusesWhatCannotBeARoomsName) {
  Rooms rooms({}, kStart);
  for (const std::string& name : {std::string(), std::string(65, 'x'), std::string("\xFF")}) {
    EXPECT_EQ(rooms.Open(name, kStart).status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(rooms.Find(name).status().code(), absl::StatusCode::kInvalidArgument);
  }
  EXPECT_TRUE(rooms.Open(std::string(64, 'x'), kStart).ok());
}

TEST(RoomsTest, HasNoMoreRoomsThanItsLimit) {
  Rooms rooms({.max_rooms = 2}, kStart);
  ASSERT_TRUE(rooms.Open("1", kStart).ok());
  ASSERT_TRUE(rooms.Open("2", kStart).ok());
  EXPECT_EQ(rooms.Open("3", kStart).status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(rooms.Open("2", kStart).ok());
}

// Four contracts lead to it: whoever fills the server with rooms must not shut three of them.
TEST(RoomsTest, AlwaysHasPlaceForTheLobby) {
  Rooms rooms({.max_rooms = 1}, kStart);
  ASSERT_TRUE(rooms.Open("tea", kStart).ok());
  EXPECT_TRUE(rooms.Open(kLobby, kStart).ok());
  EXPECT_FALSE(rooms.Open("coffee", kStart).ok());
}

TEST(RoomsTest, LetsGoOfRoomsThatAreEmptyAndQuiet) {
  Rooms rooms({.quiet_room_life = absl::Minutes(10)}, kStart);
  ASSERT_TRUE(rooms.Say("quiet", {.sender = "ann", .text = "hi"}, kStart).ok());
  ASSERT_TRUE(rooms.Say("lively", {.sender = "ann", .text = "hi"}, kStart).ok());
  {
    const auto read = *rooms.Open("read", kStart);
    ASSERT_TRUE(read->Join("ann", kFromNow, kStart).ok());
  }
  const auto held = *rooms.Open("held", kStart);

  rooms.Sweep(kStart + absl::Minutes(9));
  EXPECT_TRUE(rooms.Find("quiet").ok());
  ASSERT_TRUE(rooms.Say("lively", {.sender = "ann", .text = "hi"}, kStart + absl::Minutes(9)).ok());
  rooms.Sweep(kStart + absl::Minutes(11));
  EXPECT_FALSE(rooms.Find("quiet").ok());
  EXPECT_TRUE(rooms.Find("lively").ok());
  EXPECT_TRUE(rooms.Find("read").ok());
  EXPECT_TRUE(rooms.Find("held").ok());
}

TEST(RoomsTest, GivesARoomThatCameBackAnotherEpoch) {
  Rooms rooms({}, kStart);
  const std::string before = (*rooms.Open("tea", kStart))->epoch();
  rooms.Sweep(kStart + absl::Hours(1));
  EXPECT_NE((*rooms.Open("tea", kStart))->epoch(), before);
}

TEST(RoomsTest, RefusesWhatNobodyShouldHear) {
  Rooms rooms({}, kStart);
  const auto code = [&rooms](const Saying& saying) {
    return rooms.Say("tea", saying, kStart).status().code();
  };
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  EXPECT_EQ(code({.sender = "", .text = "text"}), kInvalid);
  EXPECT_EQ(code({.sender = std::string(kMaxNameBytes + 1, 'n'), .text = ""}), kInvalid);
  EXPECT_EQ(code({.sender = "\xFF", .text = "text"}), kInvalid);
  EXPECT_EQ(code({.sender = "ann", .text = "\xFF"}), kInvalid);
  EXPECT_EQ(code({.sender = "ann", .text = std::string(kMaxTextBytes + 1, 'x')}), kInvalid);
  EXPECT_EQ(code({.sender = "ann", .text = "", .message_id = std::string(65, 'x')}), kInvalid);
  EXPECT_FALSE(rooms.Find("tea").ok());  // nor is a room made for it
  EXPECT_EQ(code({.sender = std::string(kMaxNameBytes, 'n'),
                  .text = std::string(kMaxTextBytes, 'x'),
                  .message_id = std::string(64, 'x')}),
            absl::StatusCode::kOk);
}

TEST(RoomsTest, ThrottlesASenderOverAllRooms) {
  Rooms rooms({.send_rate = {.per_second = 1, .burst = 2}}, kStart);
  ASSERT_TRUE(rooms.Say("tea", {.sender = "ann", .text = "1"}, kStart).ok());
  ASSERT_TRUE(rooms.Say("coffee", {.sender = "ann", .text = "2"}, kStart).ok());
  const auto refused = rooms.Say("tea", {.sender = "ann", .text = "3"}, kStart);
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(RetryDelay(refused.status()), absl::Seconds(1));
  EXPECT_TRUE(rooms.Say("tea", {.sender = "bob", .text = "4"}, kStart).ok());
}

TEST(RoomsTest, CountsWhatThereIsAndWhatThereWas) {
  Rooms rooms({.send_rate = {.per_second = 1, .burst = 3}}, kStart);
  for (int i = 0; i < 4; ++i) {
    const Saying saying{.sender = "ann", .text = "hi", .message_id = absl::StrCat(i / 2)};
    EXPECT_EQ(rooms.Say("tea", saying, kStart).ok(), i < 3);
  }
  const v1::GetStatisticsResponse statistics = rooms.Statistics(kStart + absl::Seconds(90));
  EXPECT_EQ(statistics.uptime().seconds(), 90);
  EXPECT_EQ(statistics.rooms(), 1);
  EXPECT_EQ(statistics.messages_said(), 2);
  EXPECT_EQ(statistics.messages_retained(), 2);
  EXPECT_GT(statistics.bytes_retained(), 0);
  EXPECT_EQ(statistics.sends_repeated(), 1);
  EXPECT_EQ(statistics.sends_throttled(), 1);
}

TEST(RoomsTest, IsClosedForRoomsThatAreAndRoomsToCome) {
  Rooms rooms({}, kStart);
  const auto tea = *rooms.Open("tea", kStart);
  rooms.Close();
  EXPECT_EQ(tea->Join("ann", kFromNow, kStart).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(rooms.Open("coffee", kStart).status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace workbook::chat
