#include "contract/chat_room_contract.h"

#include <gmock/gmock.h>

#include <barrier>
#include <map>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "chat.grpc.pb.h"
#include "rpc/channel.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

// For the test of 80,000 messages to 8 readers, under sanitizers on a busy machine.
constexpr std::chrono::seconds kPatienceForAll{150};

TEST_P(ChatRoomContract, TellsEveryDoorWhatIsSaidAtAnyDoor) {
  std::vector<std::unique_ptr<ChatReader>> readers;
  for (const auto& door : doors_) readers.push_back(door->Read());
  ASSERT_TRUE(doors_[0]->Say("ann", "first").accepted);
  ASSERT_TRUE(doors_[1]->Say("bob", "second").accepted);
  ASSERT_TRUE(doors_[2]->Say("cy", "third").accepted);
  for (const auto& reader : readers) {
    EXPECT_THAT(reader->NextMessages(3),
                ElementsAre(Heard{"ann", "first"}, Heard{"bob", "second"}, Heard{"cy", "third"}));
  }
}

// 8 senders, 8 readers, 10,000 messages from each sender, on all doors at once: nothing lost,
// nothing twice, each sender in its order, and all readers in the same one. Readers and senders go
// round by round, so that nobody falls out of any reasonable history.
TEST_P(ChatRoomContract, KeepsOneOrderForAllAndLosesNothing) {
  constexpr int kPeers = 8;
  constexpr int kRounds = 50;
  constexpr int kPerRound = 200;
  std::vector<std::unique_ptr<ChatReader>> readers;
  for (int i = 0; i < kPeers; ++i)
    readers.push_back(doors_[i % doors_.size()]->Read(kPatienceForAll));

  std::barrier round(2 * kPeers);
  std::vector<std::thread> threads;
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
          const std::optional<Heard> heard = readers[i]->Next();
          if (!heard.has_value()) {
            ADD_FAILURE() << "reader " << i << ": " << readers[i]->Finish().error_message();
            break;
          }
          EXPECT_EQ(heard->text, absl::StrCat(next_of[heard->sender]++)) << heard->sender;
          digests[i] = std::hash<std::string>()(absl::StrCat(digests[i], heard->sender));
        }
        round.arrive_and_wait();
      }
      EXPECT_EQ(next_of.size(), kPeers);
      for (const auto& [sender, next] : next_of) EXPECT_EQ(next, kRounds * kPerRound) << sender;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(digests, Each(digests[0]));
}

}  // namespace
}  // namespace workbook::testing
