// What a person sees of events, and what a typed line means.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "chat/client_input.h"
#include "chat/client_look.h"
#include "chat/client_text.h"
#include "chat/client_who.h"

namespace workbook::testing {
namespace {

using chat::Heard;
using chat::Look;
using ::testing::EndsWith;
using ::testing::StartsWith;

Heard Event(decltype(Heard::what) what, uint64_t sequence = 0) {
  Heard heard;
  heard.what = std::move(what);
  heard.sequence = sequence;
  return heard;
}

Heard At(const absl::CivilMinute& minute, decltype(Heard::what) what) {
  Heard heard = Event(std::move(what));
  heard.time = absl::FromCivil(minute, absl::UTCTimeZone());
  return heard;
}

const std::string kHostile = "a\x1B[2J\xC2\x9B\xE2\x80\xAE\nb\x07";
const std::string kTamed = "a\\x1B[2J\\x9B\\u{202E}\\x0Ab\\x07";

TEST(ChatClientLookTest, ShowsTheTimeWhereThereIsOneAndTheDayWhenItChanges) {
  Look look(false, "ann", absl::UTCTimeZone());
  EXPECT_EQ(look.ToLine(Event(Heard::Said{"bob", "hi"})), "bob > hi");
  EXPECT_EQ(look.ToLine(At(absl::CivilMinute{2021, 1, 2, 3, 4}, Heard::Said{"bob", "hi"})),
            "-- 2021-01-02\n03:04 bob > hi");
  EXPECT_EQ(look.ToLine(At(absl::CivilMinute{2021, 1, 2, 23, 59}, Heard::Joined{"cho"})),
            "23:59 -- cho joined");
  EXPECT_EQ(look.ToLine(At(absl::CivilMinute{2021, 1, 3, 0, 0}, Heard::Left{"cho"})),
            "-- 2021-01-03\n00:00 -- cho left");
  EXPECT_EQ(look.ToLine(Event(Heard::Gap{})), std::nullopt);
}

TEST(ChatClientLookTest, ShowsNothingThatCouldSteerTheTerminal) {
  Look look(false, "ann", absl::UTCTimeZone());
  EXPECT_EQ(look.ToLine(Event(Heard::Said{kHostile, kHostile})), kTamed + " > " + kTamed);
  EXPECT_EQ(look.ToLine(Event(Heard::Joined{kHostile})), "-- " + kTamed + " joined");
  EXPECT_EQ(look.ToLine(Event(Heard::Left{kHostile})), "-- " + kTamed + " left");
  EXPECT_EQ(chat::ToLine(Heard::Said{kHostile, kHostile}), kTamed + " > " + kTamed);
  chat::WhoIsHere here;
  here.Hear(Event(Heard::Welcome{.newest = {}, .names = {kHostile}, .name_count = 1}));
  EXPECT_EQ(here.ToLine(), "1 here: " + kTamed);
}

TEST(ChatClientLookTest, ANameHasTheSameColourInEveryRunAndTheOwnIsBold) {
  Look look(true, "ann", absl::UTCTimeZone());
  EXPECT_EQ(look.ToLine(Event(Heard::Said{"bob", "hi"})), "\x1B[36mbob\x1B[0m > hi");
  EXPECT_THAT(*look.ToLine(Event(Heard::Said{"ann", "hi"})), StartsWith("\x1B[1m\x1B["));
  EXPECT_THAT(*look.ToLine(Event(Heard::Joined{"bob"})),
              ::testing::AllOf(StartsWith("\x1B[2m"), EndsWith("\x1B[0m")));
  std::set<std::string> colors;
  for (char c = 'a'; c <= 'z'; ++c) {
    colors.insert(look.ToLine(Event(Heard::Said{std::string(1, c), ""}))->substr(0, 5));
  }
  EXPECT_EQ(colors.size(), 6U);
}

TEST(ChatClientLookTest, ColoursAreAMatterOfChoiceAndOfTheTerminal) {
  EXPECT_TRUE(chat::WantsColor("auto", nullptr, "xterm"));
  EXPECT_TRUE(chat::WantsColor("auto", "", "xterm"));
  EXPECT_FALSE(chat::WantsColor("auto", "1", "xterm"));
  EXPECT_FALSE(chat::WantsColor("auto", nullptr, "dumb"));
  EXPECT_FALSE(chat::WantsColor("auto", nullptr, nullptr));
  EXPECT_TRUE(chat::WantsColor("always", "1", "dumb"));
  EXPECT_FALSE(chat::WantsColor("never", nullptr, "xterm"));
}

// ---- Who is here ----

TEST(ChatClientWhoIsHereTest, FollowsWhoComesAndGoes) {
  chat::WhoIsHere here;
  EXPECT_EQ(here.ToLine(), "this door does not tell who is here");
  here.Hear(Event(Heard::Welcome{.newest = {"e", 5}, .names = {"bob", "ann"}, .name_count = 2}));
  EXPECT_EQ(here.ToLine(), "2 here: ann, bob");
  here.Hear(Event(Heard::Left{"bob"}, 5));  // of the time before
  EXPECT_EQ(here.ToLine(), "2 here: ann, bob");
  here.Hear(Event(Heard::Joined{"cho"}, 6));
  here.Hear(Event(Heard::Left{"ann"}, 7));
  EXPECT_EQ(here.ToLine(), "2 here: bob, cho");
  here.Hear(Event(Heard::Left{"bob"}, 8));
  here.Hear(Event(Heard::Left{"cho"}, 9));
  EXPECT_EQ(here.ToLine(), "nobody is here under a name");
}

TEST(ChatClientWhoIsHereTest, CountsThoseItDoesNotShow) {
  chat::WhoIsHere here;
  Heard::Welcome welcome{.newest = {}, .names = {}, .name_count = 1500};
  for (int i = 100; i < 200; ++i) welcome.names.push_back(absl::StrCat("guest", i));
  here.Hear(Event(welcome));
  EXPECT_THAT(here.ToLine(), StartsWith("1500 here: guest100, guest101, "));
  EXPECT_THAT(here.ToLine(), EndsWith(", guest149 and 1450 more"));
}

// ---- What was typed ----

TEST(ChatClientInputTest, ASlashMakesACommandAndTwoMakeAText) {
  using Kind = chat::TypedLine::Kind;
  const auto kind = [](const std::string& line) { return chat::ParseTypedLine(line).kind; };
  EXPECT_EQ(kind(""), Kind::kNothing);
  EXPECT_EQ(kind("q"), Kind::kQuit);
  EXPECT_EQ(kind("/quit"), Kind::kQuit);
  EXPECT_EQ(kind("/who"), Kind::kWho);
  EXPECT_EQ(kind("/help me"), Kind::kHelp);
  EXPECT_EQ(chat::ParseTypedLine("hello").text, "hello");
  EXPECT_EQ(chat::ParseTypedLine(" /who").text, " /who");
  EXPECT_EQ(chat::ParseTypedLine("//etc").text, "/etc");
  EXPECT_EQ(kind("//etc"), Kind::kSay);
  EXPECT_EQ(kind("/whoo is"), Kind::kUnknown);
  EXPECT_EQ(chat::ParseTypedLine("/whoo is").text, "/whoo");
  EXPECT_EQ(kind("/"), Kind::kUnknown);
}

}  // namespace
}  // namespace workbook::testing
