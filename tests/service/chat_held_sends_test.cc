// The tutorials' unary sends at the send rate: their answers cannot say "try again", so the server
// holds them back. Over sockets, because a connection has a rate of its own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "chat/server/chat_server.h"
#include "chat_message.grpc.pb.h"
#include "conformance/eventually.h"
#include "conformance/matchers.h"
#include "conformance/own_connection.h"
#include "conformance/suites/chat_client.h"

namespace workbook::tests {
namespace {

using conformance::DialOwnConnection;
using conformance::Eventually;
using conformance::IsOk;
using conformance::StatusIs;
using conformance::suites::AllContracts;
using conformance::suites::ChatMessage;
using conformance::suites::ContractKind;
using conformance::suites::kTimeout;

using ::testing::StartsWith;

// One message at once, and then one in 50 s, for which a send may wait.
const chat::core::Limits kOneIn50Seconds{.send_rate = {.per_second = 0.02, .burst = 1},
                                         .longest_hold = absl::Seconds(60)};

// A send of ann's through chat_proto whose answer nothing waits for yet.
class PendingSend {
 public:
  explicit PendingSend(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(chat_proto::Chat::NewStub(channel)) {
    chat_proto::ChatRequest request;
    request.mutable_cmsg()->mutable_text()->set_owner("ann");
    call_ = stub_->Asyncsend(&context_, request, &queue_);
    call_->Finish(&response_, &status_, nullptr);
  }
  ~PendingSend() {
    context_.TryCancel();
    queue_.Shutdown();
    void* tag = nullptr;
    bool ok = false;
    while (queue_.Next(&tag, &ok)) {
    }
  }
  void Cancel() { context_.TryCancel(); }
  grpc::Status Wait() {
    void* tag = nullptr;
    bool ok = false;
    EXPECT_TRUE(queue_.Next(&tag, &ok));
    return status_;
  }

 private:
  const std::unique_ptr<chat_proto::Chat::Stub> stub_;
  rpc::CallContext context_{2 * kTimeout};
  grpc::CompletionQueue queue_;
  chat_proto::ChatResponse response_;
  grpc::Status status_;
  std::unique_ptr<grpc::ClientAsyncResponseReader<chat_proto::ChatResponse>> call_;
};

class ChatHeldSends : public ::testing::Test {
 protected:
  void StartServer(const chat::core::Limits& limits) {
    chat_ = std::make_unique<chat::server::ChatServer>(limits);
    server_ = *rpc::Server::Listen({"127.0.0.1", 0}, *chat_);
    channel_ = DialOwnConnection(server_->address());
  }

  grpc::Status Send(const std::string& sender) {
    return AllContracts().front().open(channel_)->Send(sender, "hello").status;
  }

  bool AreHeldSoon(uint64_t sends) {
    return Eventually([&] { return counters().held_sends == sends; });
  }

  chat::core::Counters& counters() { return chat_->rooms().counters(); }

  std::unique_ptr<chat::server::ChatServer> chat_;
  std::unique_ptr<rpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

// ann's tutorial's client sends as fast as it gets its answers.
TEST_F(ChatHeldSends, SlowDownAClientThatWaitsForItsAnswersAndLoseNothing) {
  constexpr int kMessages = 25;
  for (const ContractKind& kind : AllContracts()) {
    StartServer({.send_rate = {.per_second = 20, .burst = 5}});
    const auto client = kind.open(channel_);
    const auto reader = client->Read();
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < kMessages; ++i) {
      EXPECT_THAT(client->Send("ann", absl::StrCat(i)).status, IsOk()) << kind.name << " " << i;
    }
    for (int i = 0; i < kMessages; ++i) {
      ASSERT_EQ(reader->Next(), (ChatMessage{"ann", absl::StrCat(i)})) << kind.name;
    }
    // 20 messages beyond the burst, at 20 a second.
    EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(900));
    EXPECT_GT(counters().sends_throttled, 0) << kind.name;
    reader->Cancel();
    server_->Shutdown();
  }
}

TEST_F(ChatHeldSends, AreRefusedWhereTheyWouldWaitTooLong) {
  StartServer({.send_rate = {.per_second = 0.1, .burst = 1}});
  EXPECT_THAT(Send("ann"), IsOk());
  EXPECT_THAT(Send("ann"), StatusIs(absl::StatusCode::kResourceExhausted,
                                    StartsWith("too fast: try again in ")));
}

TEST_F(ChatHeldSends, AreBoundedInNumber) {
  chat::core::Limits limits = kOneIn50Seconds;
  limits.max_held_sends = 1;
  StartServer(limits);
  EXPECT_THAT(Send("ann"), IsOk());
  const PendingSend held(channel_);
  ASSERT_TRUE(AreHeldSoon(1));
  EXPECT_THAT(Send("ann"), StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(Send("bob"), IsOk());  // who need not wait
}

// A message that its sender has given up must not arrive.
TEST_F(ChatHeldSends, EndWhenTheirClientCancels) {
  StartServer(kOneIn50Seconds);
  EXPECT_THAT(Send("ann"), IsOk());
  PendingSend held(channel_);
  ASSERT_TRUE(AreHeldSoon(1));
  held.Cancel();
  EXPECT_TRUE(AreHeldSoon(0));
  EXPECT_THAT(held.Wait(), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_EQ(counters().messages_sent, 1);
}

TEST_F(ChatHeldSends, EndWhenTheServerShutsDown) {
  StartServer(kOneIn50Seconds);
  EXPECT_THAT(Send("ann"), IsOk());
  PendingSend held(channel_);
  ASSERT_TRUE(AreHeldSoon(1));
  const auto start = std::chrono::steady_clock::now();
  server_->Shutdown(std::chrono::seconds(60));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(30));
  EXPECT_THAT(held.Wait(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(counters().messages_sent, 1);
}

}  // namespace
}  // namespace workbook::tests
