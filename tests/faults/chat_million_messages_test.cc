// Memory is what the limits say, and not what has been said: a million messages.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iostream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "chat/limits.h"
#include "faults/fault_subject.h"
#include "support/matchers.h"
#include "support/resident_memory.h"
#include "support/room_door.h"

namespace workbook::testing {
namespace {

constexpr size_t kMiB = 1024 * 1024;

constexpr int kRounds = 10;

// Says `count` messages by four speakers, each with an id of the greatest length: all that the
// server keeps is full to its bounds after the first round, what it remembers of ids as well.
void Say(RoomDoor& door, int round, int count) {
  constexpr int kSpeakers = 4;
  std::vector<std::thread> speakers;
  for (int s = 0; s < kSpeakers; ++s) {
    speakers.emplace_back([&door, s, round, count] {
      Words words{.sender = absl::StrCat("speaker ", s),
                  .text = "a message of the length that most messages have"};
      for (int i = 0; i < count / kSpeakers; ++i) {
        words.message_id = absl::StrFormat("%0*d", chat::kMaxMessageIdBytes, round * count + i);
        ASSERT_THAT(door.Say(words).status, IsOk());
      }
    });
  }
  for (std::thread& speaker : speakers) speaker.join();
}

TEST(ChatMillionMessages, TakeNoMoreMemoryThanTheFirstHundredThousand) {
  constexpr int kPerRound = 100'000;
  RunningServer server({"chat_server", "--send-rate=0"});
  RoomDoor door(DialAnew(server));
  const auto reader = door.Enter({}, std::chrono::hours(1));
  std::thread listener([&reader] {
    // A gap is as good as what is missing.
    for (uint64_t last = 0; last < uint64_t{kRounds} * kPerRound;) {
      const auto event = reader->Next();
      ASSERT_TRUE(event.has_value());
      last = event->has_gap() ? event->gap().last_sequence() : event->sequence();
    }
  });

  Say(door, 0, kPerRound);
  const size_t before = ResidentMemory(server.process().pid());
  for (int round = 1; round < kRounds; ++round) {
    Say(door, round, kPerRound);
    const size_t now = ResidentMemory(server.process().pid());
    std::cout << round + 1 << "00,000: " << now / kMiB << " MiB\n";
    if (!ProgramsAreSanitized()) {
      EXPECT_LE(now, before + before / 20) << before;
    }
  }
  if (HasFatalFailure()) reader->Cancel();  // what was not said would be waited for
  listener.join();
}

}  // namespace
}  // namespace workbook::testing
