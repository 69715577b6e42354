// One behaviour with all four contracts, and what the chat's own contract adds.
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "chat/client/contract_client.h"
#include "chat/client/message_formatter.h"
#include "conformance/eventually.h"
#include "conformance/matchers.h"
#include "rpc/channel.h"
#include "tests/support/dialer_to.h"
#include "tests/support/fake_chat.h"

namespace workbook::tests {
namespace {

using conformance::EqualsProto;
using conformance::Eventually;
using conformance::IsOk;
using conformance::StatusIs;

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using chat::client::Event;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

const grpc::Status kTooLong(grpc::StatusCode::INVALID_ARGUMENT, "too long");

absl::Status Send(chat::client::ContractClient& client, const std::string& sender,
                  const std::string& text) {
  return client.Send({sender, text, "an id"}).status;
}

// The next message; empty when the stream ends before it.
std::string NextMessage(chat::client::Subscription& stream) {
  while (const auto event = stream.Next()) {
    if (const auto* message = event->As<Event::Message>()) return chat::client::ToLine(*message);
  }
  return "";
}

class ContractClientTest : public ::testing::TestWithParam<std::string> {
 protected:
  std::unique_ptr<chat::client::ContractClient> Open(std::chrono::milliseconds timeout = 20s) {
    return chat::client::OpenContractClient({.contract = GetParam(), .timeout = timeout},
                                            DialerTo(server_.address()));
  }
  bool AnswersEachMessage() const { return GetParam() != "chat"; }

  FakeChatServer server_;
};

TEST_P(ContractClientTest, SendsAndReceives) {
  const auto client = Open();
  const auto stream = client->Subscribe({});
  ASSERT_TRUE(stream->WaitUntilRegistered());
  EXPECT_THAT(Send(*client, "ann", "one"), IsOk());
  EXPECT_THAT(Send(*client, "bob", "two"), IsOk());
  EXPECT_EQ(NextMessage(*stream), "ann > one");
  EXPECT_EQ(NextMessage(*stream), "bob > two");
  EXPECT_THAT(client->Close(), IsOk());
}

TEST_P(ContractClientTest, ReportsThatAReaderWasRefused) {
  const grpc::Status full(grpc::StatusCode::RESOURCE_EXHAUSTED, "full");
  server_.chat().RefuseReaders(full);
  server_.room().RefuseReaders(full);
  const auto stream = Open()->Subscribe({});
  EXPECT_FALSE(stream->WaitUntilRegistered());
  EXPECT_THAT(stream->Finish(), StatusIs(absl::StatusCode::kResourceExhausted, "full"));
}

// A server in another language closes a connection with more; the chat's own expects them.
TEST_P(ContractClientTest, PingsOftenOnlyWithTheChatsOwnContract) {
  const chat::client::Dialer only_at_any_server = [this](const rpc::Keepalive& keepalive) {
    return keepalive.time < std::chrono::minutes(5) ? rpc::Dial({"127.0.0.1", 1})
                                                    : rpc::Dial(server_.address());
  };
  const auto client = chat::client::OpenContractClient({.contract = GetParam(), .timeout = 20s},
                                                       only_at_any_server);
  EXPECT_EQ(client->Subscribe({})->WaitUntilRegistered(), GetParam() != "room");
  EXPECT_EQ(Send(*client, "ann", "hello").ok(), GetParam() != "room");
}

TEST_P(ContractClientTest, FailsAtOnceWithoutAServer) {
  rpc::Address nowhere;
  nowhere.port = 1;
  const auto client =
      chat::client::OpenContractClient({.contract = GetParam(), .timeout = 20s}, DialerTo(nowhere));
  const auto stream = client->Subscribe({});
  EXPECT_FALSE(stream->WaitUntilRegistered());
  EXPECT_FALSE(stream->Next().has_value());
  EXPECT_THAT(stream->Finish(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(Send(*client, "ann", "hello"), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_P(ContractClientTest, DropsAStreamWithAnUnreadMessage) {
  const auto client = Open();
  auto stream = client->Subscribe({});
  ASSERT_TRUE(stream->WaitUntilRegistered());
  for (const std::string text : {"one", "two"}) {
    server_.chat().Send("ann", text);
    server_.room().Send("ann", text);
  }
  ASSERT_EQ(NextMessage(*stream), "ann > one");
  stream.reset();  // must neither hang nor crash
}

TEST_P(ContractClientTest, EndsAStreamFromAnotherThread) {
  const auto client = Open();
  const auto stream = client->Subscribe({});
  ASSERT_TRUE(stream->WaitUntilRegistered());
  const std::jthread leaver([&] { stream->Cancel(); });
  EXPECT_EQ(NextMessage(*stream), "");
  EXPECT_THAT(stream->Finish(), StatusIs(absl::StatusCode::kCancelled));
}

TEST_P(ContractClientTest, ReportsARefusedEmptyName) {
  server_.chat().RefuseMessages({GetParam() == "chat_proto" ? grpc::StatusCode::FAILED_PRECONDITION
                                                            : grpc::StatusCode::INVALID_ARGUMENT,
                                 "no name"});
  server_.room().RefuseMessages({grpc::StatusCode::INVALID_ARGUMENT, "no name"});
  EXPECT_THAT(Send(*Open(), "", "hello"), StatusIs(chat::client::kNameRefused));
}

TEST_P(ContractClientTest, ReportsThatATextWasRefused) {
  server_.chat().RefuseMessages(kTooLong);
  server_.room().RefuseMessages(kTooLong);
  const auto client = Open();
  const absl::Status sent = Send(*client, "ann", "hello");
  const absl::Status closed = client->Close();
  if (AnswersEachMessage()) {
    EXPECT_THAT(sent, StatusIs(absl::StatusCode::kInvalidArgument, "too long"));
    EXPECT_THAT(closed, IsOk());
  } else {
    EXPECT_THAT(sent, IsOk());
    EXPECT_THAT(closed, StatusIs(absl::StatusCode::kInvalidArgument, "too long"));
  }
}

TEST_P(ContractClientTest, SendsNoInvalidUtf8) {
  const auto client = Open();
  EXPECT_THAT(Send(*client, "ann", "\xFF"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("text")));
  EXPECT_THAT(Send(*client, "\xFF", "hello"),
              StatusIs(chat::client::kNameRefused, HasSubstr("UTF-8")));
  EXPECT_THAT(client->Close(), IsOk());
  EXPECT_THAT(server_.chat().messages(), IsEmpty());
  EXPECT_THAT(server_.room().sends(), IsEmpty());
}

TEST_P(ContractClientTest, GivesUpOnAServerThatDoesNotAnswer) {
  server_.chat().StopAnswering();
  server_.room().WithholdAnswers();
  const auto client = Open(50ms);
  absl::Status status = Send(*client, "ann", "hello");
  status.Update(client->Close());  // which reports it when there is no answer to a message
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kDeadlineExceeded));
}

INSTANTIATE_TEST_SUITE_P(EachContract, ContractClientTest,
                         ::testing::Values("room", "chat_proto", "chat", "note"),
                         [](const auto& instance) { return instance.param; });

// ---- The contract with one stream for all messages ----

class StreamedChatClientTest : public ::testing::Test {
 protected:
  FakeChatServer server_;
  std::unique_ptr<chat::client::ContractClient> client_ = chat::client::OpenContractClient(
      {.contract = "chat", .timeout = 20s}, DialerTo(server_.address()));
};

TEST_F(StreamedChatClientTest, ReportsARefusalWithTheNextMessageAndSendsThatOneOnANewStream) {
  server_.chat().RefuseMessages(kTooLong);
  ASSERT_THAT(Send(*client_, "ann", "refused"), IsOk());
  absl::Status late;
  // Nothing signals that the server has ended the stream: send until it shows.
  EXPECT_TRUE(Eventually([&] {
    EXPECT_THAT(Send(*client_, "ann", "refused as well"), IsOk());
    late = client_->TakeLateRefusal();
    return !late.ok();
  }));
  EXPECT_THAT(late, StatusIs(absl::StatusCode::kInvalidArgument, "too long"));
  EXPECT_THAT(client_->TakeLateRefusal(), IsOk());
}

TEST_F(StreamedChatClientTest, RefusesATooLongTextBeforeTheStream) {
  EXPECT_THAT(Send(*client_, "ann", "before"), IsOk());
  EXPECT_THAT(Send(*client_, "ann", std::string(16 * 1024 + 1, 'x')),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Send(*client_, "ann", "after"), IsOk());
  EXPECT_THAT(client_->Close(), IsOk());
  EXPECT_THAT(server_.chat().messages(), ElementsAre(Pair("ann", "before"), Pair("ann", "after")));
}

TEST(StreamedChatClientRestartTest, OpensANewStreamToASuccessor) {
  auto first = std::make_unique<FakeChatServer>();
  const rpc::Address address = first->address();
  const auto client =
      chat::client::OpenContractClient({.contract = "chat", .timeout = 20s}, DialerTo(address));
  ASSERT_THAT(Send(*client, "ann", "to the first"), IsOk());
  first.reset();
  FakeChatServer second(address.port);
  EXPECT_TRUE(Eventually([&] {
    return Send(*client, "ann", "to the second").ok() && !second.chat().messages().empty();
  }));
  EXPECT_THAT(client->TakeLateRefusal(), IsOk());  // the server restarted: it refused nothing
}

// ---- The chat's own contract ----

class RoomClientTest : public ::testing::Test {
 protected:
  std::unique_ptr<chat::client::ContractClient> Open(uint32_t history = 0) {
    return chat::client::OpenContractClient(
        {.contract = "room", .room = "kitchen", .history = history, .timeout = 20s},
        DialerTo(server_.address()));
  }
  FakeRoom& room() { return server_.room(); }

  FakeChatServer server_;
};

TEST_F(RoomClientTest, AsksForItsRoomItsNameAndItsPosition) {
  const auto client = Open();
  const auto stream =
      client->Subscribe({.participant = "ann", .after = chat::client::Position{"old", 7}});
  ASSERT_TRUE(stream->WaitUntilRegistered());
  EXPECT_THAT(room().joins(), ElementsAre(EqualsProto(R"pb(
                room: "kitchen"
                participant: "ann"
                after { epoch: "old" sequence: 7 })pb")));
  EXPECT_THAT(Send(*client, "ann", "hello"), IsOk());
  EXPECT_THAT(room().sends(), ElementsAre(EqualsProto(R"pb(
                room: "kitchen"
                sender: "ann"
                text: "hello"
                message_id: "an id")pb")));
}

TEST_F(RoomClientTest, AsksForHistoryWithoutAPosition) {
  const auto client = Open(/*history=*/5);
  const auto first = client->Subscribe({});
  ASSERT_TRUE(first->WaitUntilRegistered());
  const auto second =
      client->Subscribe({.participant = "ann", .after = chat::client::Position{"first", 1}});
  ASSERT_TRUE(second->WaitUntilRegistered());
  EXPECT_THAT(room().joins(),
              ElementsAre(EqualsProto(R"pb(room: "kitchen" last_messages: 5)pb"), EqualsProto(R"pb(
                            room: "kitchen"
                            participant: "ann"
                            after { epoch: "first" sequence: 1 })pb")));
}

TEST_F(RoomClientTest, ReceivesTheParticipantsAndWhoJoinsAndLeaves) {
  room().AddParticipant("ann");
  room().AddParticipant("bob");
  const auto stream = Open()->Subscribe({});
  const auto welcome = stream->Next();
  ASSERT_TRUE(welcome.has_value() && welcome->As<Event::Welcome>() != nullptr);
  EXPECT_THAT(welcome->As<Event::Welcome>()->names, ElementsAre("ann", "bob"));
  EXPECT_EQ(welcome->As<Event::Welcome>()->newest.epoch, "first");
  EXPECT_EQ(welcome->As<Event::Welcome>()->newest.sequence, 2U);
  EXPECT_FALSE(welcome->time.has_value());
  room().AddParticipant("cho");
  room().RemoveParticipant("bob");
  const auto joined = stream->Next();
  ASSERT_TRUE(joined.has_value() && joined->As<Event::Joined>() != nullptr);
  EXPECT_EQ(joined->As<Event::Joined>()->name, "cho");
  EXPECT_EQ(joined->sequence, 3U);
  EXPECT_EQ(joined->time, absl::FromUnixSeconds(1609556640 + 120));
  const auto left = stream->Next();
  ASSERT_TRUE(left.has_value() && left->As<Event::Left>() != nullptr);
  EXPECT_EQ(left->As<Event::Left>()->name, "bob");
}

TEST_F(RoomClientTest, SkipsUnknownEventsAndDropsInvalidTimes) {
  const auto stream = Open()->Subscribe({});
  ASSERT_TRUE(stream->Next().has_value());  // the Welcome
  room().SendUnlogged({});                  // a kind of a later version
  FakeRoom::Event event;
  event.mutable_notice();  // of no kind
  room().SendUnlogged(event);
  event.mutable_message()->set_sender("ann");
  event.mutable_time()->set_seconds(-1);
  room().SendUnlogged(event);
  const auto message = stream->Next();
  ASSERT_TRUE(message.has_value() && message->As<Event::Message>() != nullptr);
  EXPECT_FALSE(message->time.has_value());
}

TEST_F(RoomClientTest, ReturnsThePositionOfItsMessage) {
  room().Send("bob", "before");
  const auto result = Open()->Send({"ann", "hello"});
  ASSERT_THAT(result.status, IsOk());
  ASSERT_TRUE(result.position.has_value());
  EXPECT_EQ(result.position->epoch, "first");
  EXPECT_EQ(result.position->sequence, 2U);
}

TEST_F(RoomClientTest, ReturnsWhenToRetry) {
  room().Throttle(1, 250ms);
  const auto client = Open();
  const auto throttled = client->Send({"ann", "hello"});
  EXPECT_THAT(throttled.status, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_EQ(throttled.retry_after, std::optional(250ms));
  EXPECT_FALSE(client->Send({"ann", "hello"}).retry_after.has_value());
  room().Throttle(1, -1ms);  // gRPC's way to say: do not retry
  EXPECT_FALSE(client->Send({"ann", "hello"}).retry_after.has_value());
}

// ---- The choice between it and chat_proto ----

TEST(AutoClientTest, FallsBackOnceAndSaysSo) {
  FakeChatServer server(0, FakeChatServer::Contracts::kTutorialsOnly);
  const auto client =
      chat::client::OpenContractClient({.timeout = 20s}, DialerTo(server.address()));
  EXPECT_TRUE(client->HasSequenceNumbers());
  EXPECT_THAT(client->Subscribe({})->Finish(), StatusIs(absl::StatusCode::kUnimplemented));
  EXPECT_EQ(client->FallBack(), "the server lacks workbook.chat.v1; using chat_proto instead");
  EXPECT_FALSE(client->HasSequenceNumbers());
  EXPECT_TRUE(client->Subscribe({})->WaitUntilRegistered());
  EXPECT_THAT(Send(*client, "ann", "hello"), IsOk());
  EXPECT_THAT(server.chat().messages(), ElementsAre(Pair("ann", "hello")));
  EXPECT_EQ(client->FallBack(), std::nullopt);
}

TEST(AutoClientTest, PingsLessOftenOnceItHasFallenBack) {
  FakeChatServer server(0, FakeChatServer::Contracts::kTutorialsOnly);
  const auto client = chat::client::OpenContractClient(
      {.timeout = 20s}, [&server](const rpc::Keepalive& keepalive) {
        return keepalive.time < std::chrono::minutes(5) ? rpc::Dial({"127.0.0.1", 1})
                                                        : rpc::Dial(server.address());
      });
  EXPECT_THAT(Send(*client, "ann", "hello"), StatusIs(absl::StatusCode::kUnavailable));
  client->FallBack();
  EXPECT_THAT(Send(*client, "ann", "hello"), IsOk());
}

TEST(AutoClientTest, JoinsNoOtherRoomThanTheOneAskedFor) {
  FakeChatServer server(0, FakeChatServer::Contracts::kTutorialsOnly);
  const auto client = chat::client::OpenContractClient({.room = "kitchen", .timeout = 20s},
                                                       DialerTo(server.address()));
  EXPECT_EQ(client->FallBack(), std::nullopt);
}

}  // namespace
}  // namespace workbook::tests
