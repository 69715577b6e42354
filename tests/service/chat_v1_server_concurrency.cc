// Many clients send, read, join and leave at once: no loss, no duplicate, one order, no reader left
// over.
#include <gmock/gmock.h>

#include <functional>
#include <iostream>
#include <map>
#include <random>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "conformance/eventually.h"
#include "conformance/matchers.h"
#include "tests/service/chat_v1_server.h"

namespace workbook::tests {
namespace {

using conformance::Eventually;
using conformance::IsOk;
using conformance::suites::RoomClient;
using conformance::suites::RoomReader;
using conformance::suites::RoomSendResult;
using conformance::suites::Summary;

using ::testing::Each;

// Under sanitizers, on a busy machine.
constexpr std::chrono::seconds kPatienceForAll{280};

// A new seed each time, unless --gtest_random_seed=N sets it.
uint32_t Seed() {
  const int32_t requested = GTEST_FLAG_GET(random_seed);
  const uint32_t seed =
      requested != 0 ? static_cast<uint32_t>(requested) : 1 + std::random_device()() % 99'999;
  std::cout << "seed " << seed << ": repeat with --gtest_random_seed=" << seed << std::endl;
  return seed;
}

// Sends the numbers from 0 on, one by one, and returns their sequence numbers.
std::vector<uint64_t> SendInOrder(RoomClient& client, const std::string& sender, int count) {
  std::vector<uint64_t> sequences;
  for (int i = 0; i < count; ++i) {
    const RoomSendResult sent = client.Send({.sender = sender, .text = absl::StrCat(i)});
    EXPECT_THAT(sent.status, IsOk());
    sequences.push_back(sent.response.sequence());
  }
  return sequences;
}

// Reads messages, which must follow each other without a gap, and those of each sender in the order
// in which it sent them.
class OrderedReader {
 public:
  explicit OrderedReader(std::unique_ptr<RoomReader> reader) : reader_(std::move(reader)) {}

  void Read(size_t count) {
    for (size_t i = 0; i < count; ++i) {
      const auto event = reader_->Next();
      if (!event.has_value()) {
        ADD_FAILURE() << "after " << i << " messages: " << reader_->Finish().error_message();
        return;
      }
      EXPECT_EQ(event->sequence(), ++last_) << Summary(*event);
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

TEST_P(ChatV1Concurrency, KeepsOneOrderForAllAndLosesNothing) {
  constexpr int kPeers = 8;
  constexpr int kEach = 10'000;
  StartServer({"--send-rate=0", "--keep-messages=100000"});
  std::vector<OrderedReader> readers;
  for (int i = 0; i < kPeers; ++i) readers.emplace_back(client_->Enter({}, kPatienceForAll));

  std::vector<std::vector<uint64_t>> acknowledged(kPeers);
  std::vector<std::jthread> threads;
  for (int i = 0; i < kPeers; ++i) {
    threads.emplace_back(
        [&, i] { acknowledged[i] = SendInOrder(*client_, absl::StrCat("sender ", i), kEach); });
    threads.emplace_back([&, i] { readers[i].Read(size_t{kPeers} * kEach); });
  }
  for (std::jthread& thread : threads) thread.join();

  std::vector<size_t> digests;
  for (const OrderedReader& reader : readers) digests.push_back(reader.digest());
  EXPECT_THAT(digests, Each(digests.front()));
  for (int i = 0; i < kPeers; ++i) {
    // Not EXPECT_EQ, which would print 10,000 numbers.
    EXPECT_TRUE(readers[0].sequences()[absl::StrCat("sender ", i)] == acknowledged[i]) << i;
  }
}

TEST_P(ChatV1Concurrency, LosesNothingOverAHundredRandomReconnectsWhileOthersSend) {
  constexpr int kSenders = 2;
  constexpr int kEach = 2'000;
  constexpr int kReconnects = 100;
  StartServer({"--send-rate=0"});
  std::mt19937 random(Seed());
  std::uniform_int_distribution<int> events_before_a_reconnect(0, 39);

  auto reader = client_->Enter({}, kPatienceForAll);
  std::vector<std::jthread> senders;
  for (int i = 0; i < kSenders; ++i) {
    senders.emplace_back([&, i] { SendInOrder(*client_, absl::StrCat("sender ", i), kEach); });
  }
  uint64_t last = 0;
  const auto read = [&] {
    const auto event = reader->Next();
    ASSERT_TRUE(event.has_value());
    ASSERT_EQ(event->sequence(), ++last) << Summary(*event);
  };
  for (int i = 0; i < kReconnects && !HasFatalFailure(); ++i) {
    for (int n = events_before_a_reconnect(random); n > 0 && !HasFatalFailure(); --n) read();
    reader = client_->Enter({.after = reader->position()}, kPatienceForAll);
  }
  while (last < kSenders * kEach && !HasFatalFailure()) read();
  for (std::jthread& sender : senders) sender.join();
}

TEST_P(ChatV1Concurrency, HasNoReaderLeftAfterAStormOfJoinsAndLeaves) {
  StartServer({"--send-rate=0"});
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([this, t] {
      for (int i = 0; i < 2'500; ++i) {  // 10^4 in all
        const auto reader =
            client_->Join({.participant = absl::StrCat("guest ", t), .last_messages = 3});
        if (i % 10 == 0) client_->Send({.text = "still here?"});
        if (i % 3 == 0) reader->Next();
      }
    });
  }
  for (std::jthread& thread : threads) thread.join();
  EXPECT_TRUE(Eventually([this] {
    const auto reader = client_->Enter({});
    return reader->welcome().participant_count() == 0 && reader->welcome().reader_count() == 1;
  }));
}

}  // namespace
}  // namespace workbook::tests
