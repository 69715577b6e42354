// Many readers, many concurrent senders, a reader that does not read, and idle readers.
#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "absl/strings/str_cat.h"
#include "conformance/cpu_time.h"
#include "conformance/matchers.h"
#include "conformance/suites/room.h"

namespace workbook::conformance::suites {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Lt;
using ::testing::UnorderedElementsAreArray;

// Readers of one room.
using Readers = std::vector<std::unique_ptr<RoomReader>>;

BEHAVIOUR(ChatV1Contract, TellsEachOfThirtyTwoReadersEverything, kExpected,
          "Each of 32 readers receives each message once", kTheGuarantees) {
  const std::string room = NewRoom();
  Readers readers;
  for (int i = 0; i < 32; ++i) {
    readers.push_back(Enter({.room = room}));
    if (!readers.back()) return;
  }
  std::vector<std::string> texts;
  for (int i = 0; i < 20; ++i) texts.push_back(absl::StrCat("text ", i));
  texts.emplace_back("last");
  if (!Send(room, texts)) return;
  for (const auto& reader : readers) {
    ASSERT_THAT(ReadUntil(*reader).Texts(), UnorderedElementsAreArray(texts));
  }
}

BEHAVIOUR(ChatV1Contract, TellsAllReadersTheSameOrder, kExpected,
          "Concurrent messages reach all readers in the same order", kTheGuarantees) {
  const std::string room = NewRoom();
  Readers readers;
  for (int i = 0; i < 4; ++i) {
    readers.push_back(Enter({.room = room}));
    if (!readers.back()) return;
  }
  std::vector<std::jthread> senders;
  for (const std::string sender : {"ann", "bob", "cy", "dee"}) {
    senders.emplace_back([this, &room, sender] {
      for (int i = 0; i < 25; ++i) {
        const SendRequest request{
            .room = room, .sender = sender, .text = absl::StrCat(sender, "'s text ", i)};
        EXPECT_THAT(Send(request).status, IsOk());
      }
    });
  }
  senders.clear();  // joins them
  if (HasFailure() || !Send(room, {"last"})) return;
  const std::vector<std::string> received_first = ReadUntil(*readers[0]).Texts();
  for (size_t i = 1; i < readers.size(); ++i) {
    ASSERT_THAT(ReadUntil(*readers[i]).Texts(), received_first)
        << "is what another reader received";
  }
}

BEHAVIOUR(ChatV1Contract, WaitsForNoReaderThatDoesNotRead, kExpected,
          "A reader that does not read delays nobody", kHonestGap) {
  const std::string room = NewRoom();
  RoomClient narrow(endpoint_->NarrowChannel());
  const auto stalled = narrow.Enter({.room = room});
  const auto reader = Enter({.room = room});
  if (!stalled || !reader) return;
  const std::string sender = Unique("ann");
  // 8 MB, in case the window of the stalled reader grows to gRPC's 4 MiB. Less for a distant
  // server, which takes longer for each message.
  const auto long_enough = std::chrono::steady_clock::now() + kTimeout / 2;
  for (int i = 0; i < 512 && std::chrono::steady_clock::now() < long_enough; ++i) {
    const std::string text = absl::StrCat("text ", i, std::string(16'000, '.'));
    ASSERT_THAT(Send(SendRequest{.room = room, .sender = sender, .text = text}).status, IsOk());
    ASSERT_THAT(ReadUntil(*reader, text).end, IsEmpty());
  }
}

BEHAVIOUR(ChatV1Contract, CostsNothingWhileReadersAreIdle, kExpected,
          "Idle readers cost no CPU time", kWakeNotPoll) {
  const std::optional<pid_t> pid = endpoint_->pid();
  if (!pid.has_value()) GTEST_SKIP() << "the server is not a process of this user on this machine";
  const std::string room = NewRoom();
  Readers readers;
  for (int i = 0; i < 4; ++i) {
    readers.push_back(Enter({.room = room}));
    if (!readers.back()) return;
  }
  EXPECT_THAT(PercentUsedAtRest(*pid), Lt(kMostPercentAtRest)) << "percent of a core";
}

BEHAVIOUR(ChatV1Contract, CostsNothingWhenReadersHaveLeft, kExpected,
          "Readers that have left cost no CPU time", kWakeNotPoll) {
  const std::optional<pid_t> pid = endpoint_->pid();
  if (!pid.has_value()) GTEST_SKIP() << "the server is not a process of this user on this machine";
  const std::string room = NewRoom();
  Readers readers;
  for (int i = 0; i < 4; ++i) {
    readers.push_back(Enter({.room = room}));
    if (!readers.back()) return;
  }
  if (!Send(room, {"goodbye"})) return;
  for (const auto& reader : readers) ASSERT_THAT(ReadUntil(*reader, "goodbye").end, IsEmpty());
  readers.clear();
  EXPECT_THAT(PercentUsedAtRest(*pid), Lt(kMostPercentAtRest)) << "percent of a core";
}

// ---- The tutorials' contracts ----

BEHAVIOUR(ChatV1Contract, IsTheLobbyOfTheTutorialsContracts, kRecorded,
          "Whether messages of the tutorials' contracts reach the lobby", kTheContracts) {
  const auto reader = Enter({.room = "lobby"});
  if (!reader) return;
  const std::string last = Unique("last");
  std::vector<std::string> accepted;
  for (const ContractKind& kind : AllContracts()) {
    const std::string text = Unique(kind.name);
    if (kind.open(endpoint_->channel())->Send("ann", text).accepted) accepted.push_back(text);
  }
  if (!Send("lobby", {last})) return;
  const std::vector<std::string> received = ReadUntil(*reader, last).Texts();
  size_t known = 0;
  for (const std::string& text : accepted) {
    if (std::find(received.begin(), received.end(), text) != received.end()) ++known;
  }
  Observe(accepted.empty() ? "the server has none of these contracts"
                           : absl::StrCat("from ", known, " of ", accepted.size(), " contracts"));
}

}  // namespace
}  // namespace workbook::conformance::suites
