// A million messages: memory depends on the limits, not on the number of messages.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iostream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "chat/core/limits.h"
#include "conformance/matchers.h"
#include "conformance/suites/room_client.h"
#include "tests/faults/fault_subject.h"
#include "tests/support/resident_memory.h"

namespace workbook::tests {
namespace {

using conformance::IsOk;
using conformance::suites::RoomClient;
using conformance::suites::SendRequest;

constexpr int kRounds = 10;

// Four senders send `count` messages with ids of maximum length: after the first round all that the
// server keeps, ids included, is at its limits.
void SendAll(RoomClient& client, int round, int count) {
  constexpr int kSenders = 4;
  std::vector<std::thread> senders;
  for (int s = 0; s < kSenders; ++s) {
    senders.emplace_back([&client, s, round, count] {
      SendRequest words{.sender = absl::StrCat("sender ", s),
                        .text = "a message of the length that most messages have"};
      for (int i = 0; i < count / kSenders; ++i) {
        words.message_id =
            absl::StrFormat("%0*d", chat::core::kMaxMessageIdBytes, round * count + i);
        ASSERT_THAT(client.Send(words).status, IsOk());
      }
    });
  }
  for (std::thread& sender : senders) sender.join();
}

TEST(ChatMillionMessages, TakeNoMoreMemoryThanTheFirstHundredThousand) {
  constexpr int kPerRound = 100'000;
  RunningServer server({"chat_server", "--send-rate=0"});
  RoomClient client(DialOwnConnection(server));
  const auto reader = client.Enter({}, std::chrono::hours(1));
  std::thread receiver([&reader] {
    // A gap counts as the messages that it replaces.
    for (uint64_t last = 0; last < uint64_t{kRounds} * kPerRound;) {
      const auto event = reader->Next();
      ASSERT_TRUE(event.has_value());
      last = event->has_gap() ? event->gap().last_sequence() : event->sequence();
    }
  });

  SendAll(client, 0, kPerRound);
  const size_t before = ResidentMemory(server.process().pid());
  for (int round = 1; round < kRounds; ++round) {
    SendAll(client, round, kPerRound);
    const size_t now = ResidentMemory(server.process().pid());
    std::cout << round + 1 << "00,000: " << now / kMiB << " MiB\n";
    if (!ProgramsAreSanitized()) {
      EXPECT_LE(now, before + before / 20) << before;
    }
  }
  if (HasFatalFailure()) reader->Cancel();  // it would wait for messages that nobody sent
  receiver.join();
}

}  // namespace
}  // namespace workbook::tests
