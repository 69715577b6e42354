#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "chat/core/rooms.h"

namespace workbook::tests {
namespace {

namespace v1 = ::workbook::chat::v1;

using chat::core::kLobby;
using chat::core::kMaxNameBytes;
using chat::core::kMaxTextBytes;
using chat::core::RetryDelay;
using chat::core::Rooms;
using chat::core::SendRequest;

const absl::Time kStart = absl::UnixEpoch();

TEST(RoomsTest, CreatesARoomOnTheFirstRequest) {
  Rooms rooms({}, kStart);
  EXPECT_EQ(rooms.Find("tea").status().code(), absl::StatusCode::kNotFound);
  const auto tea = rooms.Open("tea", kStart);
  ASSERT_TRUE(tea.ok());
  EXPECT_EQ(*rooms.Open("tea", kStart), *tea);
  EXPECT_EQ(*rooms.Find("tea"), *tea);
  EXPECT_NE((*rooms.Open("coffee", kStart))->epoch(), (*tea)->epoch());
}

TEST(RoomsTest, RefusesAnInvalidRoomName) {
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

// All four contracts use it: a client that fills the server with rooms must not break three of
// them.
TEST(RoomsTest, AlwaysOpensTheLobby) {
  Rooms rooms({.max_rooms = 1}, kStart);
  ASSERT_TRUE(rooms.Open("tea", kStart).ok());
  EXPECT_TRUE(rooms.Open(kLobby, kStart).ok());
  EXPECT_FALSE(rooms.Open("coffee", kStart).ok());
}

TEST(RoomsTest, DropsRoomsThatAreEmptyAndQuiet) {
  Rooms rooms({.quiet_room_life = absl::Minutes(10)}, kStart);
  ASSERT_TRUE(rooms.Send("quiet", {.sender = "ann", .text = "hi"}, kStart).ok());
  ASSERT_TRUE(rooms.Send("lively", {.sender = "ann", .text = "hi"}, kStart).ok());
  {
    const auto read = *rooms.Open("read", kStart);
    ASSERT_TRUE(read->Join({.participant = "ann"}, kStart).ok());
  }
  const auto held = *rooms.Open("held", kStart);

  rooms.Sweep(kStart + absl::Minutes(9));
  EXPECT_TRUE(rooms.Find("quiet").ok());
  ASSERT_TRUE(
      rooms.Send("lively", {.sender = "ann", .text = "hi"}, kStart + absl::Minutes(9)).ok());
  rooms.Sweep(kStart + absl::Minutes(11));
  EXPECT_FALSE(rooms.Find("quiet").ok());
  EXPECT_TRUE(rooms.Find("lively").ok());
  EXPECT_TRUE(rooms.Find("read").ok());
  EXPECT_TRUE(rooms.Find("held").ok());
}

TEST(RoomsTest, GivesARecreatedRoomAnotherEpoch) {
  Rooms rooms({}, kStart);
  const std::string before = (*rooms.Open("tea", kStart))->epoch();
  rooms.Sweep(kStart + absl::Hours(1));
  EXPECT_NE((*rooms.Open("tea", kStart))->epoch(), before);
}

TEST(RoomsTest, RefusesInvalidMessages) {
  Rooms rooms({}, kStart);
  const auto code = [&rooms](const SendRequest& request) {
    return rooms.Send("tea", request, kStart).status().code();
  };
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  EXPECT_EQ(code({.sender = "", .text = "text"}), kInvalid);
  EXPECT_EQ(code({.sender = std::string(kMaxNameBytes + 1, 'n'), .text = ""}), kInvalid);
  EXPECT_EQ(code({.sender = "\xFF", .text = "text"}), kInvalid);
  EXPECT_EQ(code({.sender = "ann", .text = "\xFF"}), kInvalid);
  EXPECT_EQ(code({.sender = "ann", .text = std::string(kMaxTextBytes + 1, 'x')}), kInvalid);
  EXPECT_EQ(code({.sender = "ann", .text = "", .message_id = std::string(65, 'x')}), kInvalid);
  EXPECT_FALSE(rooms.Find("tea").ok());  // and creates no room for them
  EXPECT_EQ(code({.sender = std::string(kMaxNameBytes, 'n'),
                  .text = std::string(kMaxTextBytes, 'x'),
                  .message_id = std::string(64, 'x')}),
            absl::StatusCode::kOk);
}

TEST(RoomsTest, ThrottlesASenderOverAllRooms) {
  Rooms rooms({.send_rate = {.per_second = 1, .burst = 2}}, kStart);
  ASSERT_TRUE(rooms.Send("tea", {.sender = "ann", .text = "1"}, kStart).ok());
  ASSERT_TRUE(rooms.Send("coffee", {.sender = "ann", .text = "2"}, kStart).ok());
  const auto refused = rooms.Send("tea", {.sender = "ann", .text = "3"}, kStart);
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(RetryDelay(refused.status()), absl::Seconds(1));
  EXPECT_TRUE(rooms.Send("tea", {.sender = "bob", .text = "4"}, kStart).ok());
}

TEST(RoomsTest, CountsRoomsAndMessages) {
  Rooms rooms({.send_rate = {.per_second = 1, .burst = 3}}, kStart);
  for (int i = 0; i < 4; ++i) {
    const SendRequest request{.sender = "ann", .text = "hi", .message_id = absl::StrCat(i / 2)};
    EXPECT_EQ(rooms.Send("tea", request, kStart).ok(), i < 3);
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

TEST(RoomsTest, ClosesItsRoomsAndRefusesNewOnes) {
  Rooms rooms({}, kStart);
  const auto tea = *rooms.Open("tea", kStart);
  rooms.Close();
  EXPECT_EQ(tea->Join({.participant = "ann"}, kStart).status().code(),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ(rooms.Open("coffee", kStart).status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace workbook::tests
