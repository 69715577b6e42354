// Many speak, read, come and go at once: nothing lost, nothing twice, one order, nobody left over.
#include <gmock/gmock.h>

#include <functional>
#include <iostream>
#include <map>
#include <random>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "contract/chat_v1_server.h"
#include "support/eventually.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

using ::testing::Each;

// Under sanitizers, on a busy machine.
constexpr std::chrono::seconds kPatienceForAll{280};

// Another one each time, unless --gtest_random_seed=N says which.
uint32_t Seed() {
  const int32_t asked_for = GTEST_FLAG_GET(random_seed);
  const uint32_t seed =
      asked_for != 0 ? static_cast<uint32_t>(asked_for) : 1 + std::random_device()() % 99'999;
  std::cout << "seed " << seed << ": repeat with --gtest_random_seed=" << seed << std::endl;
  return seed;
}

// One who says numbers from 0 on, one by one, and notes which numbers they get.
std::vector<uint64_t> SayInOrder(RoomDoor& door, const std::string& sender, int count) {
  std::vector<uint64_t> sequences;
  for (int i = 0; i < count; ++i) {
    const Sent sent = door.Say({.sender = sender, .text = absl::StrCat(i)});
    EXPECT_THAT(sent.status, IsOk());
    sequences.push_back(sent.response.sequence());
  }
  return sequences;
}

// One who reads until it has `count` messages, which have to follow each other without a hole, and
// those of each sender in the order in which they were said.
class Listener {
 public:
  explicit Listener(std::unique_ptr<RoomReader> reader) : reader_(std::move(reader)) {}

  void Read(size_t count) {
    for (size_t i = 0; i < count; ++i) {
      const auto event = reader_->Next();
      if (!event.has_value()) {
        ADD_FAILURE() << "after " << i << " messages: " << reader_->Finish().error_message();
        return;
      }
      EXPECT_EQ(event->sequence(), ++last_) << Word(*event);
      std::vector<uint64_t>& sequences = sequences_[event->message().sender()];
      EXPECT_EQ(event->message().text(), absl::StrCat(sequences.size()));
      sequences.push_back(event->sequence());
      digest_ = std::hash<std::string>()(absl::StrCat(digest_, event->SerializeAsString()));
    }
  }

  // Of the whole stream.
  size_t digest() const { return digest_; }
  // The numbers of a sender's messages.
  std::map<std::string, std::vector<uint64_t>>& sequences() { return sequences_; }

 private:
  std::unique_ptr<RoomReader> reader_;
  uint64_t last_ = 0;
  std::map<std::string, std::vector<uint64_t>> sequences_;
  size_t digest_ = 0;
};

TEST_P(ChatV1Crowd, KeepsOneOrderForAllAndLosesNothing) {
  constexpr int kPeers = 8;
  constexpr int kEach = 10'000;
  Serve({"--send-rate=0", "--keep-messages=100000"});
  std::vector<Listener> listeners;
  for (int i = 0; i < kPeers; ++i) listeners.emplace_back(door_->Enter({}, kPatienceForAll));

  std::vector<std::vector<uint64_t>> acknowledged(kPeers);
  std::vector<std::thread> threads;
  for (int i = 0; i < kPeers; ++i) {
    threads.emplace_back(
        [&, i] { acknowledged[i] = SayInOrder(*door_, absl::StrCat("sender ", i), kEach); });
    threads.emplace_back([&, i] { listeners[i].Read(size_t{kPeers} * kEach); });
  }
  for (std::thread& thread : threads) thread.join();

  std::vector<size_t> digests;
  for (const Listener& listener : listeners) digests.push_back(listener.digest());
  EXPECT_THAT(digests, Each(digests.front()));
  for (int i = 0; i < kPeers; ++i) {
    // Not EXPECT_EQ, which would print 10,000 numbers.
    EXPECT_TRUE(listeners[0].sequences()[absl::StrCat("sender ", i)] == acknowledged[i]) << i;
  }
}

TEST_P(ChatV1Crowd, LosesNothingOverAHundredRandomCutsWhileOthersTalk) {
  constexpr int kSpeakers = 2;
  constexpr int kEach = 2'000;
  constexpr int kCuts = 100;
  Serve({"--send-rate=0"});
  std::mt19937 random(Seed());
  std::uniform_int_distribution<int> events_before_a_cut(0, 39);

  auto reader = door_->Enter({}, kPatienceForAll);
  std::vector<std::thread> speakers;
  for (int i = 0; i < kSpeakers; ++i) {
    speakers.emplace_back([&, i] { SayInOrder(*door_, absl::StrCat("sender ", i), kEach); });
  }
  uint64_t last = 0;
  const auto hear = [&] {
    const auto event = reader->Next();
    ASSERT_TRUE(event.has_value());
    ASSERT_EQ(event->sequence(), ++last) << Word(*event);
  };
  for (int cut = 0; cut < kCuts && !HasFatalFailure(); ++cut) {
    for (int i = events_before_a_cut(random); i > 0 && !HasFatalFailure(); --i) hear();
    reader = door_->Enter({.after = reader->position()}, kPatienceForAll);
  }
  while (last < kSpeakers * kEach && !HasFatalFailure()) hear();
  for (std::thread& speaker : speakers) speaker.join();
}

TEST_P(ChatV1Crowd, HasNobodyLeftAfterAStormOfJoiningAndLeaving) {
  Serve({"--send-rate=0"});
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([this, t] {
      for (int i = 0; i < 2'500; ++i) {  // 10^4 in all
        const auto reader =
            door_->Join({.participant = absl::StrCat("guest ", t), .last_messages = 3});
        if (i % 10 == 0) door_->Say({.text = "still here?"});
        if (i % 3 == 0) reader->Next();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(Eventually([this] {
    const auto reader = door_->Enter({});
    return reader->welcome().participant_count() == 0 && reader->welcome().reader_count() == 1;
  }));
}

}  // namespace
}  // namespace workbook::testing
