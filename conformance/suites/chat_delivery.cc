// Each reader receives each message; and what a good server guarantees beyond that.
#include <gmock/gmock.h>

#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "conformance/matchers.h"
#include "conformance/suites/chat.h"

namespace workbook::conformance::suites {
namespace {

BEHAVIOUR(ChatContract, DeliversMessagesToAReader, kRequired,
          "A reader receives each message, and its sender", kTheContracts) {
  const auto reader = ReadyReader();
  if (reader == nullptr) return;
  ASSERT_THAT(Send("hello", "ann").status, IsOk());
  ASSERT_THAT(reader->Next(), Message("hello", "ann"));
  ASSERT_THAT(Send("hello, ann", "bob").status, IsOk());
  EXPECT_THAT(reader->Next(), Message("hello, ann", "bob"));
}

// In the other tests a reader has a connection of its own.
BEHAVIOUR(ChatContract, DeliversASendersOwnMessages, kRequired,
          "A client that reads and sends receives its own messages too", kTheContracts) {
  const auto reader = Open(*client_);
  if (!WaitUntilReady({reader.get()})) return;
  ASSERT_THAT(Send("does this come back?").status, IsOk());
  EXPECT_THAT(reader->Next(), Message("does this come back?"));
}

BEHAVIOUR(ChatContract, AcceptsAMessageWithoutReaders, kRequired,
          "A message is accepted also when there are no readers", kTheContracts) {
  EXPECT_THAT(Send("is anybody here?").status, IsOk());
}

// The first tutorial's server shares one cursor: five readers of 200 messages got 31 to 35 of them
// each. A correct but slow server gets fewer messages.
BEHAVIOUR(ChatContract, TellsEveryReaderEverythingInOrder, kRequired,
          "5 readers each receive up to 200 messages, all and in order", kOwnCursor) {
  const auto readers = ReadyReaders(5);
  if (readers.empty()) return;
  const auto long_enough = std::chrono::steady_clock::now() + GetParam().timeout;
  int sent = 0;
  while (sent < 200 && std::chrono::steady_clock::now() < long_enough) {
    ASSERT_THAT(Send(absl::StrCat("message ", sent++)).status, IsOk());
  }
  for (size_t reader = 0; reader < readers.size(); ++reader) {
    for (int i = 0; i < sent; ++i) {
      ASSERT_THAT(readers[reader]->Next(), Message(absl::StrCat("message ", i)))
          << "reader " << reader;
    }
  }
}

BEHAVIOUR(ChatContract, TellsAllInOneOrder, kExpected,
          "All readers receive concurrent messages in the same order", kTheGuarantees) {
  constexpr int kMessages = 50;
  const auto readers = ReadyReaders(3);
  if (readers.empty()) return;
  const auto text = [](int i) { return absl::StrCat(i, " of ", kMessages); };
  std::jthread bob([&] {
    for (int i = 0; i < kMessages; ++i) EXPECT_THAT(Send(text(i), "bob").status, IsOk());
  });
  for (int i = 0; i < kMessages; ++i) EXPECT_THAT(Send(text(i), "ann").status, IsOk());
  bob.join();
  if (HasFailure()) return;
  for (int i = 0; i < 2 * kMessages; ++i) {
    const std::string message = readers[0]->Next();
    ASSERT_THAT(message, ::testing::EndsWith(absl::StrCat(" of ", kMessages)));
    for (size_t other = 1; other < readers.size(); ++other) {
      ASSERT_THAT(readers[other]->Next(), message) << "reader " << other << ", unlike reader 0";
    }
  }
}

// The barrier that makes sleeps needless: after it, the reader receives each message.
BEHAVIOUR(ChatContract, SendsMetadataToAReaderThatIsThere, kExpected,
          "Initial metadata comes at once; then a reader misses nothing", kJoinWithoutGap) {
  if (!KnowsItsName()) return;
  for (int i = 0; i < 10; ++i) {
    UseNewTag();
    const auto reader = Open();
    const bool arrived =
        reader->WaitForMetadata(std::chrono::steady_clock::now() + GetParam().timeout);
    ASSERT_THAT(std::string(arrived ? "initial metadata" : "nothing"), "initial metadata");
    ASSERT_THAT(Send("welcome").status, IsOk());
    ASSERT_THAT(reader->Next(), Message("welcome"));
  }
}

// A client sends while readers join. The server decides which message a reader receives first;
// after it none may be missing.
BEHAVIOUR(ChatContract, LeavesNoGapWhenAReaderJoins, kExpected,
          "A reader that joins a busy chat receives it without a gap", kJoinWithoutGap) {
  if (!KnowsItsName()) return;
  int sent = 0;
  for (int join = 0; join < 8; ++join) {
    const auto reader = Open();
    const auto give_up = std::chrono::steady_clock::now() + GetParam().timeout;
    while (!reader->HasNext() && std::chrono::steady_clock::now() < give_up) {
      ASSERT_THAT(Send(absl::StrCat(sent++)).status, IsOk());
    }
    for (int i = 0; i < 20; ++i) ASSERT_THAT(Send(absl::StrCat(sent++)).status, IsOk());
    const std::string first = reader->Next();
    int next = 0;
    while (next < sent && first != Message(absl::StrCat(next))) ++next;
    ASSERT_THAT(first, Message(absl::StrCat(next))) << "the first message received";
    while (++next < sent) ASSERT_THAT(reader->Next(), Message(absl::StrCat(next)));
  }
}

}  // namespace
}  // namespace workbook::conformance::suites
