// With the chat's own contract a session loses no event and receives none twice, and a message is
// delivered once: whatever the server does to streams and answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "chat/client/contract_client.h"
#include "chat/client/sender.h"
#include "chat/client/session.h"
#include "conformance/eventually.h"
#include "conformance/matchers.h"
#include "rpc/channel.h"
#include "tests/support/dialer_to.h"
#include "tests/support/fake_chat.h"
#include "tests/support/session_recorder.h"

namespace workbook::tests {
namespace {

using conformance::EqualsProto;
using conformance::Eventually;
using conformance::IsOk;
using conformance::StatusIs;

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

const grpc::Status kGone(grpc::StatusCode::UNAVAILABLE, "cut");

class ChatClientResumeTest : public ::testing::Test {
 protected:
  void Join(uint32_t history = 0) {
    client_ = chat::client::OpenContractClient(
        {.contract = "room", .history = history, .timeout = timeout_}, DialerTo(server_.address()));
    session_ = std::make_unique<chat::client::ChatSession>(
        *client_, events_, chat::client::ChatSession::FirstConnection::kMustSucceed, "ann");
    ASSERT_THAT(session_->WaitUntilJoined(20s), IsOk());
  }
  // The notices when the stream breaks and the session reconnects.
  void ExpectReconnect() {
    EXPECT_THAT(events_.Next(), StartsWith("! lost the server (UNAVAILABLE: "));
    EXPECT_EQ(events_.Next(), "! in the room");
  }
  FakeRoom& room() { return server_.room(); }

  FakeChatServer server_;
  chat::client::DeliveryTracker tracker_{"ann"};
  SessionRecorder events_{&tracker_};
  std::chrono::milliseconds timeout_ = 20s;
  std::unique_ptr<chat::client::ContractClient> client_;
  std::unique_ptr<chat::client::ChatSession> session_;
};

TEST_F(ChatClientResumeTest, ReceivesWhatWasSentWhileItWasAway) {
  room().Send("bob", "before");
  Join();
  room().Send("bob", "one");
  EXPECT_EQ(events_.Next(), "> bob > one");
  room().RefuseReaders(kGone);
  room().EndStreams(kGone);
  EXPECT_THAT(events_.Next(), StartsWith("! lost the server"));
  room().Send("bob", "two");
  room().AddParticipant("cho");
  room().RefuseReaders(grpc::Status::OK);
  EXPECT_EQ(events_.Next(), "! in the room");
  EXPECT_EQ(events_.Next(), "> bob > two");
  EXPECT_EQ(events_.Next(), "+ cho");
  EXPECT_THAT(room().joins().back(), EqualsProto(R"pb(
                room: "lobby"
                participant: "ann"
                after { epoch: "first" sequence: 2 })pb"));
}

TEST_F(ChatClientResumeTest, ResumesAfterItsWelcomeBeforeTheFirstEvent) {
  room().Send("bob", "before");
  Join();
  room().EndStreams(kGone);
  ExpectReconnect();
  room().Send("bob", "after");
  EXPECT_EQ(events_.Next(), "> bob > after");
}

TEST_F(ChatClientResumeTest, ReceivesTwentyMessagesOnceThoughEveryStreamEndsAfterThree) {
  Join();
  room().EndStreamsAfter(3);
  room().RepeatEvents();
  std::vector<std::string> sent;
  for (int i = 0; i < 20; ++i) {
    sent.push_back("> bob > " + std::to_string(i));
    room().Send("bob", std::to_string(i));
  }
  std::vector<std::string> received;
  while (received.size() < sent.size()) {
    const std::string event = events_.Next();
    ASSERT_NE(event, "no event");
    if (event[0] == '>') received.push_back(event);
  }
  EXPECT_EQ(received, sent);
  EXPECT_GE(room().joins().size(), 6U);
}

TEST_F(ChatClientResumeTest, ReceivesTheHistoryItAskedForAndThenNewMessages) {
  for (const std::string text : {"one", "two", "three"}) room().Send("bob", text);
  Join(/*history=*/2);
  EXPECT_EQ(events_.Next(), "> bob > two");
  EXPECT_EQ(events_.Next(), "> bob > three");
  room().Send("bob", "four");
  EXPECT_EQ(events_.Next(), "> bob > four");
}

TEST_F(ChatClientResumeTest, ReportsHowManyMessagesAreMissing) {
  Join();
  room().Send("bob", "one");
  EXPECT_EQ(events_.Next(), "> bob > one");
  room().RefuseReaders(kGone);
  room().EndStreams(kGone);
  EXPECT_THAT(events_.Next(), StartsWith("! lost the server"));
  for (int i = 0; i < 13; ++i) room().Send("bob", "more");
  room().DiscardUpTo(13);
  room().RefuseReaders(grpc::Status::OK);
  EXPECT_EQ(events_.Next(), "! in the room");
  EXPECT_EQ(events_.Next(), "! up to 12 messages are missing: the server no longer has them");
  EXPECT_EQ(events_.Next(), "> bob > more");
  // Reported once, also when the stream breaks again.
  room().EndStreams(kGone);
  ExpectReconnect();
  room().Send("bob", "last");
  EXPECT_EQ(events_.Next(), "> bob > last");
}

TEST_F(ChatClientResumeTest, ReportsThatTheRoomRestartedAndReadsItFromItsBeginning) {
  Join();
  for (const std::string text : {"one", "two"}) {
    room().Send("bob", text);
    EXPECT_EQ(events_.Next(), "> bob > " + text);
  }
  room().RefuseReaders(kGone);
  room().EndStreams(kGone);
  EXPECT_THAT(events_.Next(), StartsWith("! lost the server"));
  room().Restart("second");
  room().Send("bob", "first message");
  room().RefuseReaders(grpc::Status::OK);
  EXPECT_EQ(events_.Next(), "! in the room");
  EXPECT_THAT(events_.Next(), StartsWith("! the room restarted;"));
  EXPECT_EQ(events_.Next(), "> bob > first message");
  room().EndStreams(kGone);
  ExpectReconnect();
  EXPECT_THAT(room().joins().back(), EqualsProto(R"pb(
                room: "lobby"
                participant: "ann"
                after { epoch: "second" sequence: 1 })pb"));
}

TEST_F(ChatClientResumeTest, ReportsThatTheServerIsShuttingDown) {
  Join();
  FakeRoom::Event event;
  event.mutable_notice()->set_kind(chat::v1::Notice::KIND_SHUTTING_DOWN);
  room().SendUnlogged(event);
  EXPECT_EQ(events_.Next(), "! the server is shutting down");
}

TEST_F(ChatClientResumeTest, EndsWhenItsTokenIsNoLongerValid) {
  Join();
  room().EndStreams({grpc::StatusCode::UNAUTHENTICATED, "the token has expired"});
  EXPECT_EQ(events_.Next(), "# UNAUTHENTICATED: the token has expired");
  EXPECT_THAT(session_->WaitUntilJoined(20s), StatusIs(absl::StatusCode::kUnauthenticated));
}

TEST_F(ChatClientResumeTest, JoinsAgainUntilTheRoomHasAPlace) {
  Join();
  room().RefuseReaders({grpc::StatusCode::RESOURCE_EXHAUSTED, "too many readers"});
  room().EndStreams({grpc::StatusCode::RESOURCE_EXHAUSTED, "read nothing for 10 s"});
  EXPECT_EQ(events_.Next(),
            "! fell behind (RESOURCE_EXHAUSTED: read nothing for 10 s); joining again");
  EXPECT_TRUE(Eventually([&] { return room().joins().size() >= 3; }));
  room().RefuseReaders(grpc::Status::OK);
  EXPECT_EQ(events_.Next(), "! in the room");
}

TEST(ChatClientFallBackTest, ASessionUsesTheOtherContractAndSaysSo) {
  FakeChatServer server(0, FakeChatServer::Contracts::kTutorialsOnly);
  const auto client =
      chat::client::OpenContractClient({.timeout = 20s}, DialerTo(server.address()));
  SessionRecorder recorder;
  chat::client::ChatSession session(
      *client, recorder, chat::client::ChatSession::FirstConnection::kMustSucceed, "ann");
  EXPECT_EQ(recorder.Next(), "! the server lacks workbook.chat.v1; using chat_proto instead");
  ASSERT_THAT(session.WaitUntilJoined(20s), IsOk());
  server.chat().Send("bob", "hello");
  EXPECT_EQ(recorder.Next(), "> bob > hello");
}

// ---- Sending until the server answers ----

class ChatClientSenderTest : public ChatClientResumeTest {
 protected:
  std::unique_ptr<chat::client::Sender> MakeSender() {
    Join();
    return std::make_unique<chat::client::Sender>(
        *client_, *session_, tracker_,
        chat::client::Sender::Options{
            .join_timeout = 20s,
            .on_delay = [this](const std::string& line) { delays_.push_back(line); }});
  }
  std::vector<std::string> delays_;
};

TEST_F(ChatClientSenderTest, DeliversAMessageOnceThoughItsAnswersGetLost) {
  const auto sender = MakeSender();
  room().LoseAnswers(3, kGone);
  const auto result = sender->Send("ann", "hello");
  EXPECT_THAT(result.status, IsOk());
  EXPECT_EQ(result.position->sequence, 1U);
  EXPECT_THAT(room().texts(), ElementsAre("hello"));
  const auto sends = room().sends();
  ASSERT_EQ(sends.size(), 4U);
  for (const auto& send : sends) EXPECT_EQ(send.message_id(), sends.front().message_id());
  EXPECT_THAT(delays_, ElementsAre(HasSubstr("no answer yet (UNAVAILABLE: cut)")));
}

TEST_F(ChatClientSenderTest, SendsAgainWhenThereIsNoAnswer) {
  timeout_ = 100ms;
  const auto sender = MakeSender();
  room().WithholdAnswers();
  auto result = std::async([&] { return sender->Send("ann", "hello"); });
  EXPECT_TRUE(Eventually([&] { return room().sends().size() >= 2; }));
  room().WithholdAnswers(false);
  EXPECT_THAT(result.get().status, IsOk());
  EXPECT_THAT(room().texts(), ElementsAre("hello"));
}

TEST_F(ChatClientSenderTest, GivesEachMessageItsOwnId) {
  const auto sender = MakeSender();
  EXPECT_THAT(sender->Send("ann", "hello").status, IsOk());
  EXPECT_THAT(sender->Send("ann", "hello").status, IsOk());
  EXPECT_THAT(room().texts(), ElementsAre("hello", "hello"));
  chat::client::Sender namesake(*client_, *session_, tracker_, {.join_timeout = 20s});
  EXPECT_THAT(namesake.Send("ann", "hello").status, IsOk());
  EXPECT_THAT(room().texts(), ElementsAre("hello", "hello", "hello"));
}

TEST_F(ChatClientSenderTest, WaitsAsLongAsTheServerAsks) {
  const auto sender = MakeSender();
  room().Throttle(2, 150ms);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_THAT(sender->Send("ann", "hello").status, IsOk());
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 300ms);
  EXPECT_EQ(room().sends().size(), 3U);
  EXPECT_THAT(delays_, ElementsAre("too fast for the server: trying again in 150ms"));
}

TEST_F(ChatClientSenderTest, ReturnsARefusalAtOnce) {
  const auto sender = MakeSender();
  for (const auto code : {grpc::StatusCode::INVALID_ARGUMENT, grpc::StatusCode::UNAUTHENTICATED,
                          grpc::StatusCode::RESOURCE_EXHAUSTED}) {
    room().RefuseMessages({code, "no"});
    EXPECT_THAT(sender->Send("ann", "hello").status, StatusIs(static_cast<absl::StatusCode>(code)));
  }
  EXPECT_EQ(room().sends().size(), 3U);
}

TEST_F(ChatClientSenderTest, StopsWhenTheUserQuits) {
  const auto sender = MakeSender();
  room().Throttle(1000, 10ms);
  auto result = std::async([&] { return sender->Send("ann", "hello"); });
  EXPECT_TRUE(Eventually([&] { return room().sends().size() >= 2; }));
  sender->Stop();
  EXPECT_THAT(result.get().status, StatusIs(absl::StatusCode::kCancelled));
}

TEST_F(ChatClientSenderTest, DoesNotSendAgainWhatArrivedBeforeTheRoomRestarted) {
  const auto sender = MakeSender();
  room().WithholdAnswers();
  auto result = std::async([&] { return sender->Send("ann", "hello"); });
  EXPECT_EQ(events_.Next(), "> ann > hello");
  // The server dies before it answers, and another one takes its place.
  room().RefuseReaders(kGone);
  room().EndStreams(kGone);
  EXPECT_THAT(events_.Next(), StartsWith("! lost the server"));
  room().Restart("second");
  room().LoseAnswers(1, kGone);
  room().WithholdAnswers(false);
  room().RefuseReaders(grpc::Status::OK);
  EXPECT_THAT(result.get().status, IsOk());
  EXPECT_THAT(room().texts(), IsEmpty());
}

}  // namespace
}  // namespace workbook::tests
