// How events and participants look on a terminal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "chat/client/message_formatter.h"

namespace workbook::tests {
namespace {

using chat::client::Event;
using chat::client::MessageFormatter;
using ::testing::EndsWith;
using ::testing::StartsWith;

Event Make(decltype(Event::kind) kind, uint64_t sequence = 0) {
  Event event;
  event.kind = std::move(kind);
  event.sequence = sequence;
  return event;
}

Event At(const absl::CivilMinute& minute, decltype(Event::kind) kind) {
  Event event = Make(std::move(kind));
  event.time = absl::FromCivil(minute, absl::UTCTimeZone());
  return event;
}

const std::string kHostile = "a\x1B[2J\xC2\x9B\xE2\x80\xAE\nb\x07";
const std::string kEscaped = "a\\x1B[2J\\x9B\\u{202E}\\x0Ab\\x07";

TEST(MessageFormatterTest, ShowsTheTimeWhereThereIsOneAndTheDayWhenItChanges) {
  MessageFormatter formatter(false, "ann", absl::UTCTimeZone());
  EXPECT_EQ(formatter.ToLine(Make(Event::Message{"bob", "hi"})), "bob > hi");
  EXPECT_EQ(formatter.ToLine(At(absl::CivilMinute{2021, 1, 2, 3, 4}, Event::Message{"bob", "hi"})),
            "-- 2021-01-02\n03:04 bob > hi");
  EXPECT_EQ(formatter.ToLine(At(absl::CivilMinute{2021, 1, 2, 23, 59}, Event::Joined{"cho"})),
            "23:59 -- cho joined");
  EXPECT_EQ(formatter.ToLine(At(absl::CivilMinute{2021, 1, 3, 0, 0}, Event::Left{"cho"})),
            "-- 2021-01-03\n00:00 -- cho left");
  EXPECT_EQ(formatter.ToLine(Make(Event::Gap{})), std::nullopt);
}

TEST(MessageFormatterTest, ShowsNoControlCharacters) {
  MessageFormatter formatter(false, "ann", absl::UTCTimeZone());
  EXPECT_EQ(formatter.ToLine(Make(Event::Message{kHostile, kHostile})),
            kEscaped + " > " + kEscaped);
  EXPECT_EQ(formatter.ToLine(Make(Event::Joined{kHostile})), "-- " + kEscaped + " joined");
  EXPECT_EQ(formatter.ToLine(Make(Event::Left{kHostile})), "-- " + kEscaped + " left");
  EXPECT_EQ(chat::client::ToLine(Event::Message{kHostile, kHostile}), kEscaped + " > " + kEscaped);
  chat::client::Participants participants;
  participants.Receive(Make(Event::Welcome{.newest = {}, .names = {kHostile}, .name_count = 1}));
  EXPECT_EQ(participants.ToLine(), "1 here: " + kEscaped);
}

TEST(MessageFormatterTest, ANameHasTheSameColourInEveryRunAndTheOwnNameIsBold) {
  MessageFormatter formatter(true, "ann", absl::UTCTimeZone());
  EXPECT_EQ(formatter.ToLine(Make(Event::Message{"bob", "hi"})), "\x1B[36mbob\x1B[0m > hi");
  EXPECT_THAT(*formatter.ToLine(Make(Event::Message{"ann", "hi"})), StartsWith("\x1B[1m\x1B["));
  EXPECT_THAT(*formatter.ToLine(Make(Event::Joined{"bob"})),
              ::testing::AllOf(StartsWith("\x1B[2m"), EndsWith("\x1B[0m")));
  std::set<std::string> colors;
  for (char c = 'a'; c <= 'z'; ++c) {
    colors.insert(formatter.ToLine(Make(Event::Message{std::string(1, c), ""}))->substr(0, 5));
  }
  EXPECT_EQ(colors.size(), 6U);
}

TEST(MessageFormatterTest, ColoursDependOnTheFlagAndOnTheTerminal) {
  EXPECT_TRUE(chat::client::WantsColor("auto", nullptr, "xterm"));
  EXPECT_TRUE(chat::client::WantsColor("auto", "", "xterm"));
  EXPECT_FALSE(chat::client::WantsColor("auto", "1", "xterm"));
  EXPECT_FALSE(chat::client::WantsColor("auto", nullptr, "dumb"));
  EXPECT_FALSE(chat::client::WantsColor("auto", nullptr, nullptr));
  EXPECT_TRUE(chat::client::WantsColor("always", "1", "dumb"));
  EXPECT_FALSE(chat::client::WantsColor("never", nullptr, "xterm"));
}

// ---- Participants ----

TEST(ParticipantsTest, FollowsWhoJoinsAndLeaves) {
  chat::client::Participants participants;
  EXPECT_EQ(participants.ToLine(), "this contract does not list participants");
  participants.Receive(
      Make(Event::Welcome{.newest = {"e", 5}, .names = {"bob", "ann"}, .name_count = 2}));
  EXPECT_EQ(participants.ToLine(), "2 here: ann, bob");
  participants.Receive(Make(Event::Left{"bob"}, 5));  // older than the Welcome
  EXPECT_EQ(participants.ToLine(), "2 here: ann, bob");
  participants.Receive(Make(Event::Joined{"cho"}, 6));
  participants.Receive(Make(Event::Left{"ann"}, 7));
  EXPECT_EQ(participants.ToLine(), "2 here: bob, cho");
  participants.Receive(Make(Event::Left{"bob"}, 8));
  participants.Receive(Make(Event::Left{"cho"}, 9));
  EXPECT_EQ(participants.ToLine(), "no participants");
}

TEST(ParticipantsTest, CountsTheNamesItDoesNotShow) {
  chat::client::Participants participants;
  Event::Welcome welcome{.newest = {}, .names = {}, .name_count = 1500};
  for (int i = 100; i < 200; ++i) welcome.names.push_back(absl::StrCat("guest", i));
  participants.Receive(Make(welcome));
  EXPECT_THAT(participants.ToLine(), StartsWith("1500 here: guest100, guest101, "));
  EXPECT_THAT(participants.ToLine(), EndsWith(", guest149 and 1450 more"));
}

}  // namespace
}  // namespace workbook::tests
