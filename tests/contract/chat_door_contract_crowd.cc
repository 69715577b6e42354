// Many readers, lazy ones and idle ones. These come last: they are what brings a weak server to its
// knees, and what it is asked afterwards says little.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "contract/chat_door_contract.h"
#include "support/cpu_time.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

using ::testing::Lt;
using ::testing::StartsWith;

constexpr char kWakeNotPoll[] = "lessons/25_wake_not_poll/README.md";
constexpr char kTheTutorials[] = "docs/chat.md#what-differs-from-the-tutorials-and-why";
constexpr char kHonestGap[] = "lessons/27_honest_gap/README.md";
constexpr char kWhoLeft[] = "lessons/28_who_left/README.md";

// A pool of ten threads, grpcio's usual one, has room for them: what is measured is what they cost.
constexpr size_t kIdleReaders = 4;

BEHAVIOUR(ChatDoorContract, GoesOnWhenReadersLeave, kExpected,
          "A reader that leaves takes nothing from those who stay", kWhoLeft) {
  const auto stays = Listen();
  if (stays == nullptr) return;
  for (int i = 0; i < 10; ++i) {
    const auto leaves = Listen();
    if (leaves == nullptr) return;
    leaves->Cancel();
    ASSERT_THAT(Say(absl::StrCat("still here ", i)).status, IsOk());
    ASSERT_THAT(stays->Next(), Line(absl::StrCat("still here ", i)));
  }
}

BEHAVIOUR(ChatDoorContract, LetsNobodyWaitForAReaderThatDoesNotRead, kExpected,
          "Nobody waits for a reader that does not read", kHonestGap) {
  const auto narrow = GetParam().door.open(endpoint_->NarrowChannel());
  const auto stalled = Open(*narrow);
  const auto reader = Open();
  if (!AwaitHearing({stalled.get(), reader.get()})) return;
  stalled->Stall();
  const auto long_enough = std::chrono::steady_clock::now() + GetParam().patience;
  const std::string text(4096, 'x');
  for (int i = 0; i < 200 && std::chrono::steady_clock::now() < long_enough; ++i) {
    ASSERT_THAT(Say(absl::StrCat(i, " ", text)).status, IsOk());
    ASSERT_THAT(reader->Next(), StartsWith(Line(absl::StrCat(i, " "))));
  }
}

BEHAVIOUR(ChatDoorContract, CostsNothingWhileReadersAreIdle, kExpected,
          "Readers who hear nothing cost no CPU time", kWakeNotPoll) {
  const std::optional<pid_t> pid = endpoint_->pid();
  if (!pid.has_value()) GTEST_SKIP() << "the server is no process of this machine and user";
  const auto readers = Listen(kIdleReaders);
  if (readers.empty()) return;
  EXPECT_THAT(PercentUsedAtRest(*pid), Lt(kMostPercentAtRest)) << "percent of a core";
}

BEHAVIOUR(ChatDoorContract, CostsNothingWhenReadersHaveLeft, kExpected,
          "Readers who have left cost no CPU time", kWakeNotPoll) {
  const std::optional<pid_t> pid = endpoint_->pid();
  if (!pid.has_value()) GTEST_SKIP() << "the server is no process of this machine and user";
  auto readers = Listen(kIdleReaders);
  if (readers.empty()) return;
  ASSERT_THAT(Say("goodbye").status, IsOk());
  for (const auto& reader : readers) ASSERT_THAT(reader->Next(), Line("goodbye"));
  readers.clear();
  EXPECT_THAT(PercentUsedAtRest(*pid), Lt(kMostPercentAtRest)) << "percent of a core";
}

BEHAVIOUR(ChatDoorContract, ServesManyReadersAtOnce, kExpected,
          "32 readers at once all hear, and speakers are answered", kTheTutorials) {
  const auto readers = Listen(32);
  if (readers.empty()) return;
  for (int i = 0; i < 10; ++i) ASSERT_THAT(Say(absl::StrCat("message ", i)).status, IsOk());
  for (size_t reader = 0; reader < readers.size(); ++reader) {
    for (int i = 0; i < 10; ++i) {
      ASSERT_THAT(readers[reader]->Next(), Line(absl::StrCat("message ", i)))
          << "reader " << reader;
    }
  }
}

}  // namespace
}  // namespace workbook::testing
