// Lesson 25 holds when readers who wait cost nothing, and hear at once what is said.
#include "lessons/check/check.h"

#include <sys/resource.h>
#include <unistd.h>

#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "lesson.h"
#include "lessons/check/chat.h"
#include "lessons/check/served.h"
#include "support/cpu_time.h"

namespace {

using ::testing::ElementsAre;
using ::testing::Lt;
using workbook::check::kListening;
using workbook::check::Say;
using workbook::check::Texts;
using workbook::testing::IsOk;

// A chat with four readers who are there, and to whom nothing has been said yet.
struct QuietRoom {
  QuietRoom() {
    for (int i = 0; i < 4; ++i) readers.push_back(door->Open(kListening));
    for (const auto& reader : readers) reader->WaitForMetadata();
  }

  workbook::check::Served served{lesson::MakeChat()};
  std::unique_ptr<workbook::check::ChatDoor> door = workbook::check::OpenChat(served.channel());
  std::vector<std::unique_ptr<workbook::check::ChatReader>> readers;
};

// How often a thread of this process has gone to sleep.
long Sleeps() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_nvcsw;
}

HOLDS(CostsNoTime, "Four readers to whom nothing is said use no time of the CPU", "Next(size_t") {
  const QuietRoom room;
  EXPECT_THAT(workbook::testing::PercentOfACoreUsedBy(getpid()), Lt(25));
}

HOLDS(SleepsThrough, "They sleep through half a second, or look once or twice", "Next(size_t") {
  const QuietRoom room;
  const long before = Sleeps();
  static_cast<void>(workbook::testing::PercentOfACoreUsedBy(getpid()));  // takes half a second
  EXPECT_THAT(Sleeps() - before, Lt(100));
}

HOLDS(WakesAll, "What is said wakes them all, three hundred times in four seconds", "push_back") {
  const QuietRoom room;
  for (int i = 0; i < 300; ++i) {
    const std::string text = absl::StrCat("message ", i);
    ASSERT_THAT(Say(*room.door, {text}), IsOk());
    for (const auto& reader : room.readers) ASSERT_THAT(Texts(*reader, 1), ElementsAre(text));
  }
}

}  // namespace
