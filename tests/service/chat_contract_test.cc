// The chat server against the suites of the three tutorials' contracts, and what it adds to them.
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "chat.grpc.pb.h"
#include "chat/server/chat_server.h"
#include "conformance/eventually.h"
#include "conformance/matchers.h"
#include "conformance/suites/chat.h"
#include "tests/service/one_room_suite.h"

namespace workbook::tests {
namespace {

using conformance::Eventually;
using conformance::InProcess;
using conformance::OverLoopback;
using conformance::StatusIs;
using conformance::Subject;
using conformance::SubjectName;
using conformance::suites::AllContracts;
using conformance::suites::ChatClient;
using conformance::suites::ChatContract;
using conformance::suites::ChatMessage;
using conformance::suites::ChatNoteContract;
using conformance::suites::ChatProtoContract;
using conformance::suites::ChatReader;
using conformance::suites::ChatStreamContract;
using conformance::suites::ContractKind;
using conformance::suites::ContractsNamed;
using conformance::suites::ContractSubject;
using conformance::suites::ContractSubjectName;
using conformance::suites::EachContractOf;
using conformance::suites::kTimeout;
using conformance::suites::LateReaderContract;

// The suites send as fast as they can.
std::unique_ptr<rpc::Servable> MakeChat() {
  return std::make_unique<chat::server::ChatServer>(
      chat::core::Limits{.send_rate = {.per_second = 0}});
}
std::unique_ptr<rpc::Servable> MakeChatOnFourThreads() {
  return std::make_unique<chat::server::ChatServer>(
      chat::core::Limits{.send_rate = {.per_second = 0}}, 4);
}

const std::vector<Subject>& Subjects() {
  static const auto* subjects = new std::vector<Subject>{
      InProcess("InProcess", MakeChat), OverLoopback("OverLoopback", MakeChat),
      InProcess("FourThreadsInProcess", MakeChatOnFourThreads),
      OverLoopback("FourThreadsOverLoopback", MakeChatOnFourThreads)};
  return *subjects;
}

std::vector<ContractSubject> EveryContract() { return EachContractOf(Subjects()); }

INSTANTIATE_TEST_SUITE_P(, ChatContract, ::testing::ValuesIn(EveryContract()), ContractSubjectName);
INSTANTIATE_TEST_SUITE_P(, LateReaderContract,
                         ::testing::ValuesIn(ContractsNamed({"chat_proto", "chat"},
                                                            EveryContract())),
                         ContractSubjectName);
INSTANTIATE_TEST_SUITE_P(, ChatProtoContract,
                         ::testing::ValuesIn(ContractsNamed({"chat_proto"}, EveryContract())),
                         ContractSubjectName);
INSTANTIATE_TEST_SUITE_P(, ChatStreamContract,
                         ::testing::ValuesIn(ContractsNamed({"chat"}, EveryContract())),
                         ContractSubjectName);
INSTANTIATE_TEST_SUITE_P(, ChatNoteContract,
                         ::testing::ValuesIn(ContractsNamed({"note"}, EveryContract())),
                         ContractSubjectName);
INSTANTIATE_TEST_SUITE_P(, ChatRoomContract, ::testing::ValuesIn(Subjects()), SubjectName);

// ---- What the contract leaves open, and this server defines ----

class ChatServerTest : public ::testing::TestWithParam<ContractKind> {
 protected:
  void StartServer(const chat::core::Limits& limits) {
    chat_ = std::make_unique<chat::server::ChatServer>(limits);
    server_ = rpc::Server::InProcess(*chat_);
    client_ = GetParam().open(server_->InProcessChannel());
  }
  uint64_t ReadersNow() { return chat_->rooms().counters().readers; }

  std::unique_ptr<chat::server::ChatServer> chat_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<ChatClient> client_;
};

INSTANTIATE_TEST_SUITE_P(, ChatServerTest, ::testing::ValuesIn(AllContracts()),
                         [](const auto& contract) { return contract.param.name; });

TEST_P(ChatServerTest, ReplaysHistoryOnlyWhereTheContractSaysSo) {
  StartServer({});
  client_->Send("ann", "before");
  const auto reader = client_->Read();
  client_->Send("ann", "after");
  if (GetParam().replays_history) {
    EXPECT_EQ(reader->Next(), (ChatMessage{"ann", "before"}));
  }
  EXPECT_EQ(reader->Next(), (ChatMessage{"ann", "after"}));
}

TEST_P(ChatServerTest, AcceptsTextUpToItsLimitAndAnEmptyOne) {
  StartServer({});
  const auto reader = client_->Read();
  const std::string longest(16 * 1024, 'x');
  EXPECT_TRUE(client_->Send("ann", longest).accepted);
  EXPECT_THAT(client_->Send("ann", longest + "x").status,
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_TRUE(client_->Send("ann", "").accepted);
  EXPECT_THAT(reader->NextMessages(2),
              ::testing::ElementsAre(ChatMessage{"ann", longest}, ChatMessage{"ann", ""}));
}

// The suite leaves the code to the server; here it is the same for name and text.
TEST_P(ChatServerTest, RefusesInvalidUtf8WithInvalidArgument) {
  StartServer({});
  EXPECT_THAT(client_->Send("ann", "\xC3\x28").status,
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(client_->Send("a\xFFnn", "text").status,
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_P(ChatServerTest, TellsASlowReaderHowManyEventsItMissed) {
  constexpr int kSent = 30;
  constexpr int kKept = 4;
  StartServer({.retention = {.max_messages = kKept}});
  const auto reader = client_->Read();
  for (int i = 0; i < kSent; ++i) ASSERT_TRUE(client_->Send("ann", absl::StrCat(i)).accepted);

  int received = 0;
  while (reader->Next().has_value()) ++received;
  const grpc::Status end = reader->Finish();
  EXPECT_THAT(end, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(end.error_message(),
              ::testing::MatchesRegex("the reader fell behind and missed [1-9][0-9]* events"));
  EXPECT_LT(received, kSent - kKept);
}

// The log evicts history meanwhile; a new reader has no right to that.
TEST_P(ChatServerTest, AdmitsAReaderWhileOthersSendToAFullRoom) {
  constexpr int kKept = 8;
  StartServer({.retention = {.max_messages = kKept}, .send_rate = {.per_second = 0}});
  for (int i = 0; i < kKept; ++i) ASSERT_TRUE(client_->Send("ann", "before").accepted);
  for (int i = 0; i < 200; ++i) {
    std::jthread sender([this] {
      for (int m = 0; m + 1 < kKept; ++m) {
        EXPECT_TRUE(
            chat_->rooms().Send(chat::core::kLobby, {"bob", "meanwhile"}, absl::Now()).ok());
      }
    });
    const auto reader = client_->Read();
    sender.join();
    ASSERT_TRUE(client_->Send("ann", "hello").accepted);
    std::optional<ChatMessage> message = reader->Next();
    while (message.has_value() && message->text != "hello") message = reader->Next();
    ASSERT_TRUE(message.has_value()) << reader->Finish().error_message();
    reader->Cancel();
  }
}

TEST_P(ChatServerTest, ReleasesACancelledReader) {
  StartServer({});
  std::vector<std::unique_ptr<ChatReader>> readers;
  for (int i = 0; i < 100; ++i) readers.push_back(client_->Read());
  EXPECT_EQ(ReadersNow(), 100);
  for (const auto& reader : readers) reader->Cancel();
  EXPECT_TRUE(Eventually([&] { return ReadersNow() == 0; }));
}

TEST_P(ChatServerTest, ReleasesACancelledReaderWithAWriteInFlight) {
  StartServer({});
  auto reader = client_->Read();
  for (int i = 0; i < 100; ++i) client_->Send("ann", std::string(8192, 'x'));
  reader->Cancel();
  EXPECT_TRUE(Eventually([&] { return ReadersNow() == 0; }));
}

TEST_P(ChatServerTest, SurvivesAStormOfJoinsAndLeaves) {
  StartServer({});
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([this] {
      for (int i = 0; i < 850; ++i) {  // for each of three contracts: 10^4 in all
        const auto reader = client_->Read();
        if (i % 10 == 0) client_->Send("ann", "still here?");
        reader->Cancel();
      }
    });
  }
  for (std::jthread& thread : threads) thread.join();
  EXPECT_TRUE(Eventually([&] { return ReadersNow() == 0; }));
}

TEST_P(ChatServerTest, EndsItsReadersOnShutdownLongBeforeTheDrainTimeout) {
  chat::server::ChatServer chat;
  const auto server = *rpc::Server::Listen({"127.0.0.1", 0}, chat);
  const auto client = GetParam().open(rpc::Dial(server->address()));
  const auto reader = client->Read();
  const auto start = std::chrono::steady_clock::now();
  server->Shutdown(std::chrono::seconds(30));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(15));
  EXPECT_THAT(reader->Finish(), StatusIs(absl::StatusCode::kUnavailable));
}

// ---- Shutdown with calls in progress ----

class ChatShutdownTest : public ::testing::Test {
 protected:
  void StartServer(const chat::core::Limits& limits) {
    chat_ = std::make_unique<chat::server::ChatServer>(limits);
    server_ = *rpc::Server::Listen({"127.0.0.1", 0}, *chat_);
    channel_ = rpc::Dial(server_->address());
  }

  // Much sooner than the drain timeout and a sender's pause.
  void ExpectQuickShutdown() {
    const auto start = std::chrono::steady_clock::now();
    server_->Shutdown(std::chrono::seconds(60));
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(30));
  }

  std::unique_ptr<chat::server::ChatServer> chat_;
  std::unique_ptr<rpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

TEST_F(ChatShutdownTest, DoesNotWaitForAThrottledSender) {
  StartServer({.send_rate = {.per_second = 0.01, .burst = 1}});
  rpc::CallContext context(kTimeout);
  ::chat::Empty reply;
  const auto stub = ::chat::ChatService::NewStub(channel_);
  const auto stream = stub->Chat(&context, &reply);
  ::chat::ChatMessage message;
  message.set_user("ann");
  for (int i = 0; i < 2; ++i) stream->Write(message);
  ASSERT_TRUE(Eventually([&] { return chat_->rooms().counters().sends_throttled == 1; }));
  ExpectQuickShutdown();
  EXPECT_THAT(stream->Finish(), StatusIs(absl::StatusCode::kUnavailable));
}

// Each reader gets its end at once, without the `left` events of the others.
TEST_F(ChatShutdownTest, EndsARoomFullOfNamesAtOnce) {
  StartServer({});
  constexpr int kReaders = 90;  // on one connection
  const auto stub = chat::v1::ChatService::NewStub(channel_);
  std::vector<std::unique_ptr<rpc::CallContext>> contexts;
  std::vector<std::unique_ptr<grpc::ClientReader<chat::v1::JoinResponse>>> readers;
  for (int i = 0; i < kReaders; ++i) {
    contexts.push_back(std::make_unique<rpc::CallContext>(kTimeout));
    chat::v1::JoinRequest request;
    request.set_room("tea");
    request.set_participant(absl::StrCat("guest ", i));
    readers.push_back(stub->Join(contexts.back().get(), request));
    readers.back()->WaitForInitialMetadata();
  }
  ExpectQuickShutdown();
  int left = 0;
  for (const auto& reader : readers) {
    chat::v1::JoinResponse response;
    while (reader->Read(&response)) {
      for (const chat::v1::Event& event : response.events()) left += event.has_left() ? 1 : 0;
    }
    EXPECT_THAT(reader->Finish(), StatusIs(absl::StatusCode::kUnavailable));
  }
  EXPECT_EQ(left, 0);
}

TEST_F(ChatShutdownTest, CleansUpWhenThePortIsTaken) {
  StartServer({});
  for (int i = 0; i < 3; ++i) {
    chat::server::ChatServer more({}, 4);
    EXPECT_FALSE(rpc::Server::Listen(server_->address(), more).ok());
  }
  ExpectQuickShutdown();
}

}  // namespace
}  // namespace workbook::tests
