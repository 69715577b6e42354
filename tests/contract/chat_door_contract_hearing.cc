// What the tutorials mean by a chat: all hear all that is said. And where a good server hears more.
#include <gmock/gmock.h>

#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "contract/chat_door_contract.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

// Where the promises are taught.
constexpr char kOwnCursor[] = "lessons/24_own_cursor/README.md";
constexpr char kJoinWithoutGap[] = "lessons/26_join_without_gap/README.md";
constexpr char kTheDoors[] = "docs/chat.md#the-doors";
constexpr char kPromises[] = "docs/chat.md#what-it-promises";

BEHAVIOUR(ChatDoorContract, TellsAReaderWhatIsSaid, kRequired,
          "A reader hears what is said, and who said it", kTheDoors) {
  const auto reader = Listen();
  if (reader == nullptr) return;
  ASSERT_THAT(Say("hello", "ann").status, IsOk());
  ASSERT_THAT(reader->Next(), Line("hello", "ann"));
  ASSERT_THAT(Say("hello, ann", "bob").status, IsOk());
  EXPECT_THAT(reader->Next(), Line("hello, ann", "bob"));
}

// In the other tests a reader has a connection of its own.
BEHAVIOUR(ChatDoorContract, TellsASpeakerItsOwnWords, kRequired,
          "Who reads and speaks hears its own words too", kTheDoors) {
  const auto reader = Open(*door_);
  if (!AwaitHearing({reader.get()})) return;
  ASSERT_THAT(Say("can I hear myself?").status, IsOk());
  EXPECT_THAT(reader->Next(), Line("can I hear myself?"));
}

BEHAVIOUR(ChatDoorContract, AcceptsWhatIsSaidToNobody, kRequired,
          "What is said while nobody listens is accepted", kTheDoors) {
  EXPECT_THAT(Say("is anybody here?").status, IsOk());
}

// The first tutorial's server shares one cursor: five readers of 200 messages got 31 to 35 of them
// each. A server that is slow, but right, is asked for fewer.
BEHAVIOUR(ChatDoorContract, TellsEveryReaderEverythingInOrder, kRequired,
          "5 readers each hear all of up to 200 messages, in order", kOwnCursor) {
  const auto readers = Listen(5);
  if (readers.empty()) return;
  const auto long_enough = std::chrono::steady_clock::now() + GetParam().patience;
  int said = 0;
  while (said < 200 && std::chrono::steady_clock::now() < long_enough) {
    ASSERT_THAT(Say(absl::StrCat("message ", said++)).status, IsOk());
  }
  for (size_t reader = 0; reader < readers.size(); ++reader) {
    for (int i = 0; i < said; ++i) {
      ASSERT_THAT(readers[reader]->Next(), Line(absl::StrCat("message ", i)))
          << "reader " << reader;
    }
  }
}

BEHAVIOUR(ChatDoorContract, TellsAllInOneOrder, kExpected,
          "What two say at once is heard in one order by all", kPromises) {
  constexpr int kMessages = 50;
  const auto readers = Listen(3);
  if (readers.empty()) return;
  const auto word = [](int i) { return absl::StrCat(i, " of ", kMessages); };
  std::thread bob([&] {
    for (int i = 0; i < kMessages; ++i) EXPECT_THAT(Say(word(i), "bob").status, IsOk());
  });
  for (int i = 0; i < kMessages; ++i) EXPECT_THAT(Say(word(i), "ann").status, IsOk());
  bob.join();
  if (HasFailure()) return;
  for (int i = 0; i < 2 * kMessages; ++i) {
    const std::string line = readers[0]->Next();
    ASSERT_THAT(line, ::testing::EndsWith(absl::StrCat(" of ", kMessages)));
    for (size_t other = 1; other < readers.size(); ++other) {
      ASSERT_THAT(readers[other]->Next(), line) << "reader " << other << ", unlike reader 0";
    }
  }
}

// The barrier that makes sleeps needless: a client that has it can speak and will be heard.
BEHAVIOUR(ChatDoorContract, SendsMetadataToAReaderThatIsThere, kExpected,
          "Initial metadata comes at once; a reader that has it hears all", kJoinWithoutGap) {
  if (!KnowsItsName()) return;
  for (int i = 0; i < 10; ++i) {
    BeginAnew();
    const auto reader = Open();
    const bool came = reader->AwaitMetadata(std::chrono::steady_clock::now() + GetParam().patience);
    ASSERT_THAT(std::string(came ? "initial metadata" : "nothing"), "initial metadata");
    ASSERT_THAT(Say("welcome").status, IsOk());
    ASSERT_THAT(reader->Next(), Line("welcome"));
  }
}

// Someone talks while readers join. What each hears first is for the server to say, and from there
// on nothing may be missing.
BEHAVIOUR(ChatDoorContract, LeavesNoGapWhenAReaderJoins, kExpected,
          "Who joins a lively talk hears it from there on without a gap", kJoinWithoutGap) {
  if (!KnowsItsName()) return;
  int said = 0;
  for (int join = 0; join < 8; ++join) {
    const auto reader = Open();
    const auto give_up = std::chrono::steady_clock::now() + GetParam().patience;
    while (!reader->HasNext() && std::chrono::steady_clock::now() < give_up) {
      ASSERT_THAT(Say(absl::StrCat(said++)).status, IsOk());
    }
    for (int i = 0; i < 20; ++i) ASSERT_THAT(Say(absl::StrCat(said++)).status, IsOk());
    const std::string first = reader->Next();
    int next = 0;
    while (next < said && first != Line(absl::StrCat(next))) ++next;
    ASSERT_THAT(first, Line(absl::StrCat(next))) << "the first that was heard";
    while (++next < said) ASSERT_THAT(reader->Next(), Line(absl::StrCat(next)));
  }
}

}  // namespace
}  // namespace workbook::testing
