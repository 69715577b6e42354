// Tokens at the chat's doors: who has none does not come in, the name is the token's whatever a
// message says, and a stream lasts no longer than the token that opened it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "chat.grpc.pb.h"
#include "chat/all_doors.h"
#include "health.grpc.pb.h"
#include "rpc/channel.h"
#include "support/certs.h"
#include "support/chat_door.h"
#include "support/eventually.h"
#include "support/matchers.h"
#include "support/own_connection.h"
#include "workbook/chat/v1/admin.grpc.pb.h"
#include "workbook/chat/v1/chat.grpc.pb.h"

namespace workbook::testing {
namespace {

namespace v1 = ::workbook::chat::v1;

constexpr auto kUnauthenticated = absl::StatusCode::kUnauthenticated;

class ChatTokens : public ::testing::Test {
 protected:
  void Serve(const rpc::ServerSecurity& security) {
    auto server = rpc::Server::Listen({"127.0.0.1", 0}, doors_, security);
    ASSERT_THAT(server, IsOk());
    server_ = *std::move(server);
  }
  std::shared_ptr<grpc::Channel> DialWith(const std::string& token) {
    return rpc::Dial(server_->address(), certs_.Client("ca", token));
  }
  uint64_t ReadersNow() { return doors_.rooms().counters().readers; }

  const Certs& certs_ = Certs::Get();
  chat::AllDoors doors_;
  std::unique_ptr<rpc::Server> server_;
};

// Row 39 of the test list: at each door, to speak and to read.
TEST_F(ChatTokens, LetNobodyInWithoutAValidOne) {
  Serve(certs_.Server("server", /*tokens=*/true));
  for (const char* token : {"", "expired", "forged"}) {
    const auto channel = DialWith(token);
    for (const DoorKind& kind : AllDoorKinds()) {
      const auto door = kind.open(channel);
      EXPECT_THAT(door->Say("ann", "hello").status, HasCode(kUnauthenticated));
      const auto reader = door->Read();
      EXPECT_EQ(reader->Next(), std::nullopt);
      EXPECT_THAT(reader->Finish(), HasCode(kUnauthenticated));
    }
    const auto stub = v1::ChatService::NewStub(channel);
    rpc::CallContext sending(rpc::kDefaultTimeout);
    v1::SendResponse sent;
    EXPECT_THAT(stub->Send(&sending, v1::SendRequest(), &sent), HasCode(kUnauthenticated));
    rpc::CallContext joining(rpc::kDefaultTimeout);
    v1::JoinResponse batch;
    const auto stream = stub->Join(&joining, v1::JoinRequest());
    EXPECT_FALSE(stream->Read(&batch));
    EXPECT_THAT(stream->Finish(), HasCode(kUnauthenticated));
  }
  EXPECT_EQ(ReadersNow(), 0);
}

// Row 40.
TEST_F(ChatTokens, GiveTheNameWhateverTheMessageSays) {
  Serve(certs_.Server("server", /*tokens=*/true));
  const auto channel = DialWith("ann");
  const auto reader = AllDoorKinds().front().open(channel)->Read();
  for (const DoorKind& kind : AllDoorKinds()) {
    const auto door = kind.open(channel);
    for (const char* name : {"mallory", ""}) {
      ASSERT_TRUE(door->Say(name, kind.name).accepted);
      EXPECT_EQ(reader->Next(), (Heard{"ann", kind.name}));
    }
  }

  const auto stub = v1::ChatService::NewStub(channel);
  rpc::CallContext joining(kPatience);
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
  EXPECT_EQ(reader->Next(), (Heard{"ann", "hello"}));
}

TEST_F(ChatTokens, ThatAreWithdrawnEndTheStreamsTheyOpened) {
  const ScratchFolder folder;
  const auto tokens = [&folder](const std::string& name) {
    return folder.Write("tokens.txtpb",
                        absl::StrCat("tokens { secret: \"a-secret-that-is-long-enough\" name: \"",
                                     name, "\" expiry: \"2999-01-01T00:00:00Z\" }\n"));
  };
  auto security = rpc::ReadServerSecurity({.certificate = certs_ / "server.pem",
                                           .key = certs_ / "server.key",
                                           .client_ca = "",
                                           .tokens = tokens("ann")},
                                          {});
  ASSERT_THAT(security, IsOk());
  Serve(*security);
  const std::string secret = folder.Write("secret", "a-secret-that-is-long-enough\n");
  const auto credentials = rpc::ReadChannelCredentials(
      {.ca = certs_ / "ca.pem", .certificate = "", .key = "", .token = secret});
  ASSERT_THAT(credentials, IsOk());
  const auto channel = rpc::Dial(server_->address(), *credentials);

  std::vector<std::unique_ptr<ChatDoor>> doors;
  std::vector<std::unique_ptr<ChatReader>> readers;
  for (const DoorKind& kind : AllDoorKinds()) {
    doors.push_back(kind.open(channel));
    readers.push_back(doors.back()->Read());
  }
  EXPECT_EQ(ReadersNow(), readers.size());
  // One who may speak and says nothing.
  rpc::CallContext speaking(kPatience);
  ::chat::Empty reply;
  const auto speakers = ::chat::ChatService::NewStub(channel);
  const auto silent = speakers->Chat(&speaking, &reply);
  // And one who watches the server's health.
  rpc::CallContext watching(kPatience);
  const auto health = grpc::health::v1::Health::NewStub(channel);
  const auto watch = health->Watch(&watching, {});
  grpc::health::v1::HealthCheckResponse serving;
  ASSERT_TRUE(watch->Read(&serving));
  tokens("somebody else");
  for (const auto& reader : readers) {
    EXPECT_EQ(reader->Next(), std::nullopt);
    EXPECT_THAT(reader->Finish(), HasCode(kUnauthenticated));
  }
  EXPECT_TRUE(Eventually([this] { return ReadersNow() == 0; }));
  EXPECT_THAT(silent->Finish(), HasCode(kUnauthenticated));
  EXPECT_FALSE(watch->Read(&serving));
  EXPECT_THAT(watch->Finish(), HasCode(kUnauthenticated));
}

// Where names are only claimed they are each connection's own.
TEST_F(ChatTokens, AllowWhatOneMaySayOverAllConnections) {
  chat::AllDoors doors({.send_rate = {.per_second = 0.001, .burst = 2}});
  const auto server =
      rpc::Server::Listen({"127.0.0.1", 0}, doors, certs_.Server("server", /*tokens=*/true));
  ASSERT_THAT(server, IsOk());
  const auto say = [&](const std::string& token) {
    const auto channel = DialAnew((*server)->address(), certs_.Client("ca", token));
    return AllDoorKinds().front().open(channel)->Say("", "hello").status;
  };
  EXPECT_THAT(say("ann"), IsOk());
  EXPECT_THAT(say("ann"), IsOk());
  EXPECT_THAT(say("ann"), HasCode(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(say("admin"), IsOk());
}

// ---- Who may ask how the server fares ----

grpc::Status GetStatistics(const std::shared_ptr<grpc::Channel>& channel,
                           v1::GetStatisticsResponse& response) {
  rpc::CallContext context(rpc::kDefaultTimeout);
  return v1::AdminService::NewStub(channel)->GetStatistics(&context, v1::GetStatisticsRequest(),
                                                           &response);
}

TEST_F(ChatTokens, LetOnlyAdministratorsAskForStatistics) {
  Serve(certs_.Server("server", /*tokens=*/true));
  v1::GetStatisticsResponse response;
  EXPECT_THAT(GetStatistics(DialWith("ann"), response),
              HasCode(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(GetStatistics(DialWith("admin"), response), IsOk());
}

TEST_F(ChatTokens, AreNotNeededForStatisticsOnTheSameMachineWhereThereAreNone) {
  Serve({});
  const auto channel = rpc::Dial(server_->address());
  const auto door = AllDoorKinds().front().open(channel);
  const auto reader = door->Read();
  ASSERT_TRUE(door->Say("ann", "hello").accepted);
  v1::GetStatisticsResponse response;
  ASSERT_THAT(GetStatistics(channel, response), IsOk());
  EXPECT_EQ(response.rooms(), 1);
  EXPECT_EQ(response.readers(), 1);
  EXPECT_EQ(response.messages_said(), 1);
  EXPECT_EQ(response.messages_retained(), 1);
}

}  // namespace
}  // namespace workbook::testing
