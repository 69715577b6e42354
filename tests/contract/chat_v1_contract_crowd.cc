// Many who read, many who speak at once, one who does not read, and those who wait in silence.
#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "absl/strings/str_cat.h"
#include "contract/chat_v1_contract.h"
#include "support/cpu_time.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Lt;
using ::testing::UnorderedElementsAreArray;

// Readers of one room; fewer when one is not let in.
using Readers = std::vector<std::unique_ptr<RoomReader>>;

BEHAVIOUR(ChatV1Contract, TellsEachOfThirtyTwoReadersEverything, kExpected,
          "Each of 32 readers hears each message, once", kThePromises) {
  const std::string room = NewRoom();
  Readers readers;
  for (int i = 0; i < 32; ++i) {
    readers.push_back(Enter({.room = room}));
    if (!readers.back()) return;
  }
  std::vector<std::string> texts;
  for (int i = 0; i < 20; ++i) texts.push_back(absl::StrCat("text ", i));
  texts.emplace_back("last");
  if (!Say(room, texts)) return;
  for (const auto& reader : readers) {
    ASSERT_THAT(Hear(*reader).Texts(), UnorderedElementsAreArray(texts));
  }
}

BEHAVIOUR(ChatV1Contract, TellsAllReadersTheSameOrder, kExpected,
          "Messages said at once reach all readers in the same order", kThePromises) {
  const std::string room = NewRoom();
  Readers readers;
  for (int i = 0; i < 4; ++i) {
    readers.push_back(Enter({.room = room}));
    if (!readers.back()) return;
  }
  std::vector<std::thread> speakers;
  for (const std::string sender : {"ann", "bob", "cy", "dee"}) {
    speakers.emplace_back([this, &room, sender] {
      for (int i = 0; i < 25; ++i) {
        const Words words{
            .room = room, .sender = sender, .text = absl::StrCat(sender, "'s text ", i)};
        EXPECT_THAT(Say(words).status, IsOk());
      }
    });
  }
  for (std::thread& speaker : speakers) speaker.join();
  if (HasFailure() || !Say(room, {"last"})) return;
  const std::vector<std::string> heard_first = Hear(*readers[0]).Texts();
  for (size_t i = 1; i < readers.size(); ++i) {
    ASSERT_THAT(Hear(*readers[i]).Texts(), heard_first) << "is what another reader heard";
  }
}

BEHAVIOUR(ChatV1Contract, WaitsForNoReaderThatDoesNotRead, kExpected,
          "A reader that does not read holds up nobody", kHonestGap) {
  const std::string room = NewRoom();
  RoomDoor narrow(endpoint_->NarrowChannel());
  const auto stalled = narrow.Enter({.room = room});
  const auto reader = Enter({.room = room});
  if (!stalled || !reader) return;
  const std::string sender = New("ann");
  // 8 MB, in case that the window of the one who stalls grows to gRPC's 4 MiB; less of a server
  // that is far away, where it does not.
  const auto long_enough = std::chrono::steady_clock::now() + kPatience / 2;
  for (int i = 0; i < 512 && std::chrono::steady_clock::now() < long_enough; ++i) {
    const std::string text = absl::StrCat("text ", i, std::string(16'000, '.'));
    ASSERT_THAT(Say(Words{.room = room, .sender = sender, .text = text}).status, IsOk());
    ASSERT_THAT(Hear(*reader, text).end, IsEmpty());
  }
}

BEHAVIOUR(ChatV1Contract, CostsNothingWhileReadersAreIdle, kExpected,
          "Readers who hear nothing cost no CPU time", kWakeNotPoll) {
  const std::optional<pid_t> pid = endpoint_->pid();
  if (!pid.has_value()) GTEST_SKIP() << "the server is no process of this machine and user";
  const std::string room = NewRoom();
  Readers readers;
  for (int i = 0; i < 4; ++i) {
    readers.push_back(Enter({.room = room}));
    if (!readers.back()) return;
  }
  EXPECT_THAT(PercentUsedAtRest(*pid), Lt(kMostPercentAtRest)) << "percent of a core";
}

BEHAVIOUR(ChatV1Contract, CostsNothingWhenReadersHaveLeft, kExpected,
          "Readers who have left cost no CPU time", kWakeNotPoll) {
  const std::optional<pid_t> pid = endpoint_->pid();
  if (!pid.has_value()) GTEST_SKIP() << "the server is no process of this machine and user";
  const std::string room = NewRoom();
  Readers readers;
  for (int i = 0; i < 4; ++i) {
    readers.push_back(Enter({.room = room}));
    if (!readers.back()) return;
  }
  if (!Say(room, {"goodbye"})) return;
  for (const auto& reader : readers) ASSERT_THAT(Hear(*reader, "goodbye").end, IsEmpty());
  readers.clear();
  EXPECT_THAT(PercentUsedAtRest(*pid), Lt(kMostPercentAtRest)) << "percent of a core";
}

// ---- Behind the tutorials' doors ----

BEHAVIOUR(ChatV1Contract, IsTheLobbyOfTheTutorialsDoors, kRecorded,
          "Whether the lobby hears what is said through the tutorials' doors", kTheDoors) {
  const auto reader = Enter({.room = "lobby"});
  if (!reader) return;
  const std::string last = New("last");
  std::vector<std::string> doors;
  for (const DoorKind& kind : AllDoorKinds()) {
    const std::string text = New(kind.name);
    const bool said = kind.open(endpoint_->channel())->Say("ann", text).accepted;
    if (!said) continue;
    doors.push_back(text);
  }
  if (!Say("lobby", {last})) return;
  const std::vector<std::string> heard = Hear(*reader, last).Texts();
  size_t known = 0;
  for (const std::string& text : doors) {
    if (std::find(heard.begin(), heard.end(), text) != heard.end()) ++known;
  }
  Observe(doors.empty() ? "there are no such doors"
                        : absl::StrCat("it hears ", known, " of ", doors.size(), " doors"));
}

}  // namespace
}  // namespace workbook::testing
