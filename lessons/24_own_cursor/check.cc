// Lesson 24 holds when no reader takes anything from another.
#include "lessons/check/check.h"

#include <chrono>

#include "lesson.h"
#include "lessons/check/chat.h"
#include "lessons/check/served.h"

namespace {

using ::testing::ElementsAre;
using workbook::check::Say;
using workbook::check::Texts;
using workbook::testing::IsOk;

// How long a reader listens: one that shares what it should not hears less, and waits in vain.
constexpr std::chrono::seconds kShortly{2};

HOLDS(BothHearAll, "Two readers both hear all three messages", "recv(") {
  const workbook::check::Served served(lesson::MakeChat());
  const auto door = workbook::check::OpenChat(served.channel());
  const auto one = door->Open(kShortly);
  const auto two = door->Open(kShortly);
  ASSERT_THAT(Say(*door, {"tea?", "yes", "now"}), IsOk());
  EXPECT_THAT(Texts(*one, 3), ElementsAre("tea?", "yes", "now"));
  EXPECT_THAT(Texts(*two, 3), ElementsAre("tea?", "yes", "now"));
}

HOLDS(BeginsAtTheFirst, "A reader who comes later hears them too, from the first on", "recv(") {
  const workbook::check::Served served(lesson::MakeChat());
  const auto door = workbook::check::OpenChat(served.channel());
  ASSERT_THAT(Say(*door, {"tea?", "yes"}), IsOk());
  ASSERT_THAT(Texts(*door->Open(kShortly), 2), ElementsAre("tea?", "yes"));
  EXPECT_THAT(Texts(*door->Open(kShortly), 2), ElementsAre("tea?", "yes"));
}

HOLDS(HearsEachOnce, "A reader hears each message once", "Next(") {
  const workbook::check::Served served(lesson::MakeChat());
  const auto door = workbook::check::OpenChat(served.channel());
  const auto reader = door->Open(kShortly);
  ASSERT_THAT(Say(*door, {"tea?", "yes"}), IsOk());
  EXPECT_THAT(Texts(*reader, 2), ElementsAre("tea?", "yes"));
  ASSERT_THAT(Say(*door, {"now"}), IsOk());
  EXPECT_THAT(Texts(*reader, 1), ElementsAre("now"));
}

}  // namespace
