// Tokens in the chat: the server refuses a call without one, takes the sender's name from the token
// and not from the message, and ends a stream when its token ends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "chat.grpc.pb.h"
#include "chat/server/chat_server.h"
#include "conformance/eventually.h"
#include "conformance/matchers.h"
#include "conformance/own_connection.h"
#include "conformance/suites/chat_client.h"
#include "health.grpc.pb.h"
#include "rpc/channel.h"
#include "tests/support/certs.h"
#include "workbook/chat/v1/admin.grpc.pb.h"
#include "workbook/chat/v1/chat.grpc.pb.h"

namespace workbook::tests {
namespace {

using conformance::DialOwnConnection;
using conformance::Eventually;
using conformance::IsOk;
using conformance::StatusIs;
using conformance::suites::AllContracts;
using conformance::suites::ChatClient;
using conformance::suites::ChatMessage;
using conformance::suites::ChatReader;
using conformance::suites::ContractKind;
using conformance::suites::kTimeout;

namespace v1 = ::workbook::chat::v1;

constexpr auto kUnauthenticated = absl::StatusCode::kUnauthenticated;

class ChatTokens : public ::testing::Test {
 protected:
  void StartServer(const rpc::security::ServerSecurity& security) {
    auto server = rpc::Server::Listen({"127.0.0.1", 0}, chat_, security);
    ASSERT_THAT(server, IsOk());
    server_ = *std::move(server);
  }
  std::shared_ptr<grpc::Channel> DialWith(const std::string& token) {
    return rpc::Dial(server_->address(), certs_.Client("ca", token));
  }
  uint64_t ReadersNow() { return chat_.rooms().counters().readers; }

  const Certs& certs_ = Certs::Get();
  // A send beyond the burst is held for longer than a test lasts.
  chat::server::ChatServer chat_{
      {.send_rate = {.per_second = 0.02, .burst = 100}, .longest_hold = absl::Seconds(60)}};
  std::unique_ptr<rpc::Server> server_;
};

// With each contract, for sending and for reading.
TEST_F(ChatTokens, AreRequiredForEveryCall) {
  StartServer(certs_.Server("server", /*tokens=*/true));
  for (const char* token : {"", "expired", "forged"}) {
    const auto channel = DialWith(token);
    for (const ContractKind& kind : AllContracts()) {
      const auto client = kind.open(channel);
      EXPECT_THAT(client->Send("ann", "hello").status, StatusIs(kUnauthenticated));
      const auto reader = client->Read();
      EXPECT_EQ(reader->Next(), std::nullopt);
      EXPECT_THAT(reader->Finish(), StatusIs(kUnauthenticated));
    }
    const auto stub = v1::ChatService::NewStub(channel);
    rpc::CallContext sending(rpc::kDefaultTimeout);
    v1::SendResponse sent;
    EXPECT_THAT(stub->Send(&sending, v1::SendRequest(), &sent), StatusIs(kUnauthenticated));
    rpc::CallContext joining(rpc::kDefaultTimeout);
    v1::JoinResponse batch;
    const auto stream = stub->Join(&joining, v1::JoinRequest());
    EXPECT_FALSE(stream->Read(&batch));
    EXPECT_THAT(stream->Finish(), StatusIs(kUnauthenticated));
  }
  EXPECT_EQ(ReadersNow(), 0);
}

// Row 40.
TEST_F(ChatTokens, OverrideTheNameInTheMessage) {
  StartServer(certs_.Server("server", /*tokens=*/true));
  const auto channel = DialWith("ann");
  const auto reader = AllContracts().front().open(channel)->Read();
  for (const ContractKind& kind : AllContracts()) {
    const auto client = kind.open(channel);
    for (const char* name : {"mallory", ""}) {
      ASSERT_TRUE(client->Send(name, kind.name).accepted);
      EXPECT_EQ(reader->Next(), (ChatMessage{"ann", kind.name}));
    }
  }

  const auto stub = v1::ChatService::NewStub(channel);
  rpc::CallContext joining(kTimeout);
  v1::JoinRequest request;
  request.set_room("lobby");
  request.set_participant("mallory");
  const auto stream = stub->Join(&joining, request);
  v1::JoinResponse batch;
  ASSERT_TRUE(stream->Read(&batch));
  ASSERT_EQ(batch.events(0).welcome().participants_size(), 1);
  EXPECT_EQ(batch.events(0).welcome().participants(0).name(), "ann");

  rpc::CallContext sending(rpc::kDefaultTimeout);
  v1::SendRequest send;
  send.set_room("lobby");
  send.set_sender("mallory");
  send.set_text("hello");
  v1::SendResponse sent;
  ASSERT_THAT(stub->Send(&sending, send, &sent), IsOk());
  EXPECT_EQ(reader->Next(), (ChatMessage{"ann", "hello"}));
}

TEST_F(ChatTokens, EndTheirCallsWhenTheyAreWithdrawn) {
  const ScratchFolder folder;
  const auto tokens = [&folder](const std::string& name) {
    return folder.Write("tokens.txtpb",
                        absl::StrCat("tokens { secret: \"a-secret-that-is-long-enough\" name: \"",
                                     name, "\" expiry: \"2999-01-01T00:00:00Z\" }\n"));
  };
  auto security = rpc::security::ReadServerSecurity({.certificate = certs_ / "server.pem",
                                                     .key = certs_ / "server.key",
                                                     .client_ca = "",
                                                     .tokens = tokens("ann")},
                                                    {});
  ASSERT_THAT(security, IsOk());
  StartServer(*security);
  const std::string secret = folder.Write("secret", "a-secret-that-is-long-enough\n");
  const auto credentials = rpc::security::ReadChannelCredentials(
      {.ca = certs_ / "ca.pem", .certificate = "", .key = "", .token = secret});
  ASSERT_THAT(credentials, IsOk());
  const auto channel = rpc::Dial(server_->address(), *credentials);

  std::vector<std::unique_ptr<ChatClient>> clients;
  std::vector<std::unique_ptr<ChatReader>> readers;
  for (const ContractKind& kind : AllContracts()) {
    clients.push_back(kind.open(channel));
    readers.push_back(clients.back()->Read());
  }
  EXPECT_EQ(ReadersNow(), readers.size());
  // A sending stream without messages.
  rpc::CallContext sending(kTimeout);
  ::chat::Empty reply;
  const auto senders = ::chat::ChatService::NewStub(channel);
  const auto silent = senders->Chat(&sending, &reply);
  // A send that is held back.
  while (chat_.rooms().Admit({.name = "ann"}, absl::Now()).ok()) {
  }
  auto held = std::async([&clients] { return clients.front()->Send("", "held").status; });
  ASSERT_TRUE(Eventually([this] { return chat_.rooms().counters().held_sends == 1; }));
  // And a watch of the server's health.
  rpc::CallContext watching(kTimeout);
  const auto health = grpc::health::v1::Health::NewStub(channel);
  const auto watch = health->Watch(&watching, {});
  grpc::health::v1::HealthCheckResponse serving;
  ASSERT_TRUE(watch->Read(&serving));
  tokens("somebody else");
  for (const auto& reader : readers) {
    EXPECT_EQ(reader->Next(), std::nullopt);
    EXPECT_THAT(reader->Finish(), StatusIs(kUnauthenticated));
  }
  EXPECT_TRUE(Eventually([this] { return ReadersNow() == 0; }));
  EXPECT_THAT(silent->Finish(), StatusIs(kUnauthenticated));
  EXPECT_THAT(held.get(), StatusIs(kUnauthenticated));
  EXPECT_FALSE(watch->Read(&serving));
  EXPECT_THAT(watch->Finish(), StatusIs(kUnauthenticated));
}

// Without tokens a name's bucket belongs to one connection.
TEST_F(ChatTokens, LimitTheRateOfANameOverAllConnections) {
  chat::server::ChatServer chat({.send_rate = {.per_second = 0.001, .burst = 2}});
  const auto server =
      rpc::Server::Listen({"127.0.0.1", 0}, chat, certs_.Server("server", /*tokens=*/true));
  ASSERT_THAT(server, IsOk());
  const auto send = [&](const std::string& token) {
    const auto channel = DialOwnConnection((*server)->address(), certs_.Client("ca", token));
    return AllContracts().front().open(channel)->Send("", "hello").status;
  };
  EXPECT_THAT(send("ann"), IsOk());
  EXPECT_THAT(send("ann"), IsOk());
  EXPECT_THAT(send("ann"), StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(send("admin"), IsOk());
}

// ---- Statistics ----

grpc::Status GetStatistics(const std::shared_ptr<grpc::Channel>& channel,
                           v1::GetStatisticsResponse& response) {
  rpc::CallContext context(rpc::kDefaultTimeout);
  return v1::AdminService::NewStub(channel)->GetStatistics(&context, v1::GetStatisticsRequest(),
                                                           &response);
}

TEST_F(ChatTokens, AllowStatisticsToAdministratorsAlone) {
  StartServer(certs_.Server("server", /*tokens=*/true));
  v1::GetStatisticsResponse response;
  EXPECT_THAT(GetStatistics(DialWith("ann"), response),
              StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(GetStatistics(DialWith("admin"), response), IsOk());
}

TEST_F(ChatTokens, AreNotRequiredForStatisticsOnAServerWithoutTokens) {
  StartServer({});
  const auto channel = rpc::Dial(server_->address());
  const auto client = AllContracts().front().open(channel);
  const auto reader = client->Read();
  ASSERT_TRUE(client->Send("ann", "hello").accepted);
  v1::GetStatisticsResponse response;
  ASSERT_THAT(GetStatistics(channel, response), IsOk());
  EXPECT_EQ(response.rooms(), 1);
  EXPECT_EQ(response.readers(), 1);
  EXPECT_EQ(response.messages_said(), 1);
  EXPECT_EQ(response.messages_retained(), 1);
}

}  // namespace
}  // namespace workbook::tests
