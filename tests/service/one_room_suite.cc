#include "tests/service/one_room_suite.h"

#include <gmock/gmock.h>

#include <barrier>
#include <map>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "chat.grpc.pb.h"
#include "conformance/matchers.h"
#include "rpc/channel.h"

namespace workbook::tests {
namespace {

using conformance::IsOk;
using conformance::suites::ChatMessage;
using conformance::suites::ChatReader;

using ::testing::Each;
using ::testing::ElementsAre;

// For the test of 80,000 messages to 8 readers, under sanitizers on a busy machine.
constexpr std::chrono::seconds kPatienceForAll{150};

TEST_P(ChatRoomContract, SendsAMessageToTheReadersOfEveryContract) {
  std::vector<std::unique_ptr<ChatReader>> readers;
  for (const auto& client : clients_) readers.push_back(client->Read());
  ASSERT_TRUE(clients_[0]->Send("ann", "first").accepted);
  ASSERT_TRUE(clients_[1]->Send("bob", "second").accepted);
  ASSERT_TRUE(clients_[2]->Send("cy", "third").accepted);
  for (const auto& reader : readers) {
    EXPECT_THAT(reader->NextMessages(3),
                ElementsAre(ChatMessage{"ann", "first"}, ChatMessage{"bob", "second"},
                            ChatMessage{"cy", "third"}));
  }
}

// 8 senders, 8 readers, 10,000 messages from each sender, over all contracts at once: no loss, no
// duplicate, each sender's messages in its order, and one order for all readers. Readers and
// senders proceed in rounds, so that no reader falls out of any reasonable history.
TEST_P(ChatRoomContract, KeepsOneOrderForAllAndLosesNothing) {
  constexpr int kPeers = 8;
  constexpr int kRounds = 50;
  constexpr int kPerRound = 200;
  std::vector<std::unique_ptr<ChatReader>> readers;
  for (int i = 0; i < kPeers; ++i)
    readers.push_back(clients_[i % clients_.size()]->Read(kPatienceForAll));

  std::barrier round(2 * kPeers);
  std::vector<std::jthread> threads;
  for (int i = 0; i < kPeers; ++i) {
    threads.emplace_back([this, i, &round] {
      const auto stub = ::chat::ChatService::NewStub(endpoint_->channel());
      int next = 0;
      for (int r = 0; r < kRounds; ++r) {
        rpc::CallContext context(kPatienceForAll);
        ::chat::Empty reply;
        const auto stream = stub->Chat(&context, &reply);
        for (int m = 0; m < kPerRound; ++m) {
          ::chat::ChatMessage message;
          message.set_user(absl::StrCat(i));
          message.set_message(absl::StrCat(next++));
          stream->Write(message);
        }
        stream->WritesDone();
        EXPECT_THAT(stream->Finish(), IsOk());
        round.arrive_and_wait();
      }
    });
  }
  std::vector<size_t> digests(kPeers);
  for (int i = 0; i < kPeers; ++i) {
    threads.emplace_back([&, i] {
      std::map<std::string, int> next_of;
      for (int r = 0; r < kRounds; ++r) {
        for (int m = 0; m < kPerRound * kPeers; ++m) {
          const std::optional<ChatMessage> message = readers[i]->Next();
          if (!message.has_value()) {
            ADD_FAILURE() << "reader " << i << ": " << readers[i]->Finish().error_message();
            break;
          }
          EXPECT_EQ(message->text, absl::StrCat(next_of[message->sender]++)) << message->sender;
          digests[i] = std::hash<std::string>()(absl::StrCat(digests[i], message->sender));
        }
        round.arrive_and_wait();
      }
      EXPECT_EQ(next_of.size(), kPeers);
      for (const auto& [sender, next] : next_of) EXPECT_EQ(next, kRounds * kPerRound) << sender;
    });
  }
  for (std::jthread& thread : threads) thread.join();
  EXPECT_THAT(digests, Each(digests[0]));
}

}  // namespace
}  // namespace workbook::tests
