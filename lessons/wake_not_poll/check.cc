// Passes when readers that wait cost nothing, and receive each message at once.
#include "lessons/check/check.h"

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "conformance/cpu_time.h"
#include "lessons/check/chat.h"
#include "lessons/check/received.h"
#include "lessons/check/watched_server.h"
#include "lessons/wake_not_poll/lesson.h"

namespace {

using std::chrono::steady_clock;
using workbook::conformance::CpuTimeOf;
using workbook::conformance::IsOk;
using workbook::conformance::kMostPercentAtRest;
using workbook::conformance::PercentUsedAtRest;
using workbook::lessons::check::kReadTimeout;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::Received;
using workbook::lessons::check::Send;
using workbook::lessons::check::StreamEnd;
using workbook::lessons::check::Texts;

constexpr size_t kReaders = 4;

// A chat with four readers that have joined, and no message yet.
struct QuietRoom {
  QuietRoom() {
    for (size_t i = 0; i < kReaders; ++i) readers.push_back(client->Open(kReadTimeout));
    for (const auto& reader : readers) reader->WaitForMetadata();
  }

  workbook::lessons::check::WatchedServer server{lesson::MakeChat()};
  std::unique_ptr<workbook::lessons::check::ChatClient> client =
      workbook::lessons::check::OpenChat(server.channel());
  std::vector<std::unique_ptr<workbook::lessons::check::ChatReader>> readers;
};

constexpr char kIdle[] = "the readers use less than 10 % of a core";

std::string Used(double percent) {
  if (percent < kMostPercentAtRest) return kIdle;
  return absl::StrFormat("the readers use %.0f %% of a core", percent);
}

BEHAVIOUR(Lesson, CostsNoTime, "Four readers without messages use no CPU time", "Next(size_t") {
  const QuietRoom room;
  EXPECT_THAT(Used(PercentUsedAtRest(getpid())), kIdle);
}

// How often the threads of this process have left a core: to sleep, or to let others run.
long Switches() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_nvcsw + usage.ru_nivcsw;
}

constexpr char kSleeps[] = "a reader sleeps, and wakes at most 4 times a second";

// How the readers spend half a second. Counts what gRPC's threads do meanwhile, too.
std::string SpendHalfASecond() {
  const auto begin = steady_clock::now();
  const std::chrono::nanoseconds used_before = CpuTimeOf(getpid());
  const long switches_before = Switches();
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  const auto wakes = static_cast<double>(Switches() - switches_before);
  const std::chrono::duration<double> used = CpuTimeOf(getpid()) - used_before;
  const std::chrono::duration<double> seconds = steady_clock::now() - begin;
  const double percent = 100 * used / seconds;
  if (percent >= kMostPercentAtRest) {
    return absl::StrFormat("no sleep: the readers use %.0f %% of a core", percent);
  }
  constexpr double kOfGrpc = 10;
  if (wakes < 4 * kReaders * seconds.count() + kOfGrpc) return kSleeps;
  return absl::StrFormat("a reader wakes %.0f times a second", wakes / kReaders / seconds.count());
}

// gRPC's threads and a loaded machine add to the count at times; polling does so all the time.
std::string SpendTheQuietestOf(int half_seconds) {
  std::string spent;
  for (int i = 0; i < half_seconds && spent != kSleeps; ++i) spent = SpendHalfASecond();
  return spent;
}

BEHAVIOUR(Lesson, SleepsThrough, "They sleep: none wakes more than four times a second",
          "Next(size_t") {
  const QuietRoom room;
  EXPECT_THAT(SpendTheQuietestOf(6), kSleeps);
}

constexpr char kOnTime[] = "20 messages reached all readers within 0.1 s each";

// Sends messages, each when all readers have received the one before. 0.1 s is between what waking
// takes, on a loaded machine too, and the half second after which a reader that nobody wakes finds
// the message. A machine may stall for longer: a third of the messages may be late.
std::string SendOneByOne(const QuietRoom& room) {
  constexpr std::chrono::milliseconds kLate{100};
  const auto give_up = steady_clock::now() + std::chrono::seconds(5);
  int on_time = 0;
  int late = 0;
  while (on_time < 20 && late < 10 && steady_clock::now() < give_up) {
    const std::string text = absl::StrCat("message ", on_time + late);
    const auto begin = steady_clock::now();
    if (const grpc::Status sent = Send(*room.client, {text}); !sent.ok()) {
      return absl::StrCat(text, " was not sent: ", ::testing::PrintToString(sent));
    }
    for (const auto& reader : room.readers) {
      const std::string received = Received(*reader, 1);
      if (received != "it received: " + text) {
        return absl::StrCat("a reader waits for ", text, "; ", received);
      }
    }
    ++(steady_clock::now() - begin < kLate ? on_time : late);
  }
  if (on_time == 20) return kOnTime;
  return absl::StrCat(late, " of ", on_time + late, " messages came more than 0.1 s late");
}

BEHAVIOUR(Lesson, WakesAll, "A message wakes them all at once, twenty times", "push_back") {
  const QuietRoom room;
  EXPECT_THAT(SendOneByOne(room), kOnTime);
}

// A reader that sleeps before it takes each of them, for half a second, gets a dozen in time.
BEHAVIOUR(Lesson, TakesWhatIsThere, "A reader with 30 messages to receive does not sleep",
          "Next(size_t") {
  const QuietRoom room;
  std::vector<std::string> texts;
  for (int i = 0; i < 30; ++i) texts.push_back(absl::StrCat("message ", i));
  ASSERT_THAT(Send(*room.client, texts), IsOk());
  const auto reader = room.client->Open(kReadTimeout);
  const std::vector<std::string> received = Texts(*reader, texts.size());
  std::string came = absl::StrCat(received.size(), " of 30 messages came");
  if (received.size() < 30) {
    absl::StrAppend(&came, "; then ", StreamEnd(reader->Finish()));
  } else {
    absl::StrAppend(&came, received == texts ? ", in order" : ", out of order, or some twice");
  }
  EXPECT_THAT(came, "30 of 30 messages came, in order");
}

// "4 of 4 handlers returned", after their readers have left.
std::string LeaveAll(QuietRoom& room) {
  room.readers.clear();
  const auto give_up = steady_clock::now() + std::chrono::seconds(4);
  while (room.server.ended() < kReaders && steady_clock::now() < give_up) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return absl::StrCat(room.server.ended(), " of ", kReaders, " handlers returned");
}

BEHAVIOUR(Lesson, NoticesWhoLeft, "When the readers leave, their handlers return",
          "kCancelCheckInterval") {
  QuietRoom room;
  std::this_thread::sleep_for(std::chrono::milliseconds(500));  // now all handlers wait
  EXPECT_THAT(LeaveAll(room), "4 of 4 handlers returned");
}

}  // namespace
