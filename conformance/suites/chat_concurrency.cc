// Many readers, readers that do not read, and idle ones. These run last: a weak server may not
// recover from them, and later results would tell little.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "conformance/cpu_time.h"
#include "conformance/matchers.h"
#include "conformance/suites/chat.h"

namespace workbook::conformance::suites {
namespace {

using ::testing::Lt;
using ::testing::StartsWith;

// They fit in a pool of ten threads, grpcio's usual one, so that the test measures their cost.
constexpr size_t kIdleReaders = 4;

BEHAVIOUR(ChatContract, GoesOnWhenReadersLeave, kExpected,
          "When a reader leaves, the other readers miss nothing", kWhoLeft) {
  const auto other = ReadyReader();
  if (other == nullptr) return;
  for (int i = 0; i < 10; ++i) {
    const auto leaving = ReadyReader();
    if (leaving == nullptr) return;
    leaving->Cancel();
    ASSERT_THAT(Send(absl::StrCat("still here ", i)).status, IsOk());
    ASSERT_THAT(other->Next(), Message(absl::StrCat("still here ", i)));
  }
}

BEHAVIOUR(ChatContract, LetsNobodyWaitForAReaderThatDoesNotRead, kExpected,
          "A reader that does not read delays nobody", kHonestGap) {
  const auto narrow = GetParam().kind.open(endpoint_->NarrowChannel());
  const auto stalled = Open(*narrow);
  const auto reader = Open();
  if (!WaitUntilReady({stalled.get(), reader.get()})) return;
  stalled->Stall();
  const auto long_enough = std::chrono::steady_clock::now() + GetParam().timeout;
  const std::string text(4096, 'x');
  for (int i = 0; i < 200 && std::chrono::steady_clock::now() < long_enough; ++i) {
    ASSERT_THAT(Send(absl::StrCat(i, " ", text)).status, IsOk());
    ASSERT_THAT(reader->Next(), StartsWith(Message(absl::StrCat(i, " "))));
  }
}

BEHAVIOUR(ChatContract, CostsNothingWhileReadersAreIdle, kExpected, "Idle readers cost no CPU time",
          kWakeNotPoll) {
  const std::optional<pid_t> pid = endpoint_->pid();
  if (!pid.has_value()) GTEST_SKIP() << "the server is not a process of this user on this machine";
  const auto readers = ReadyReaders(kIdleReaders);
  if (readers.empty()) return;
  EXPECT_THAT(PercentUsedAtRest(*pid), Lt(kMostPercentAtRest)) << "percent of a core";
}

BEHAVIOUR(ChatContract, CostsNothingWhenReadersHaveLeft, kExpected,
          "Readers that have left cost no CPU time", kWakeNotPoll) {
  const std::optional<pid_t> pid = endpoint_->pid();
  if (!pid.has_value()) GTEST_SKIP() << "the server is not a process of this user on this machine";
  auto readers = ReadyReaders(kIdleReaders);
  if (readers.empty()) return;
  ASSERT_THAT(Send("goodbye").status, IsOk());
  for (const auto& reader : readers) ASSERT_THAT(reader->Next(), Message("goodbye"));
  readers.clear();
  EXPECT_THAT(PercentUsedAtRest(*pid), Lt(kMostPercentAtRest)) << "percent of a core";
}

BEHAVIOUR(ChatContract, ServesManyReadersAtOnce, kExpected,
          "32 concurrent readers receive all; senders get an answer", kTheTutorials) {
  const auto readers = ReadyReaders(32);
  if (readers.empty()) return;
  for (int i = 0; i < 10; ++i) ASSERT_THAT(Send(absl::StrCat("message ", i)).status, IsOk());
  for (size_t reader = 0; reader < readers.size(); ++reader) {
    for (int i = 0; i < 10; ++i) {
      ASSERT_THAT(readers[reader]->Next(), Message(absl::StrCat("message ", i)))
          << "reader " << reader;
    }
  }
}

}  // namespace
}  // namespace workbook::conformance::suites
