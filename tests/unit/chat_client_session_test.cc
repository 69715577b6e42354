// A session stays in the room whatever the server does, and reports how it reacts.
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>

#include "chat/client/contract_client.h"
#include "chat/client/session.h"
#include "conformance/matchers.h"
#include "rpc/channel.h"
#include "tests/support/dialer_to.h"
#include "tests/support/fake_chat.h"
#include "tests/support/session_recorder.h"

namespace workbook::tests {
namespace {

using conformance::IsOk;
using conformance::StatusIs;

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using ::testing::AllOf;
using ::testing::HasSubstr;
using FirstConnection = chat::client::ChatSession::FirstConnection;

class ChatClientSessionTest : public ::testing::Test {
 protected:
  void Join(FirstConnection first = FirstConnection::kMustSucceed) {
    client_ = chat::client::OpenContractClient({.contract = "chat_proto", .timeout = 20s},
                                               DialerTo(address_));
    session_ = std::make_unique<chat::client::ChatSession>(*client_, events_, first);
  }
  void Restart() {
    server_.reset();
    server_ = std::make_unique<FakeChatServer>(address_.port);
  }

  std::unique_ptr<FakeChatServer> server_ = std::make_unique<FakeChatServer>();
  const rpc::Address address_ = server_->address();
  SessionRecorder events_;
  std::unique_ptr<chat::client::ContractClient> client_;
  std::unique_ptr<chat::client::ChatSession> session_;
};

TEST_F(ChatClientSessionTest, ReceivesEveryMessageOnceItHasJoined) {
  Join();
  ASSERT_THAT(session_->WaitUntilJoined(20s), IsOk());
  server_->chat().Send("ann", "one");
  server_->chat().Send("bob", "two");
  EXPECT_EQ(events_.Next(), "> ann > one");
  EXPECT_EQ(events_.Next(), "> bob > two");
}

TEST_F(ChatClientSessionTest, EndsWhenTheFirstConnectionMustSucceedAndFails) {
  server_.reset();
  Join(FirstConnection::kMustSucceed);
  EXPECT_THAT(events_.Next(), HasSubstr("# UNAVAILABLE: "));
  EXPECT_THAT(session_->WaitUntilJoined(20s), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(ChatClientSessionTest, WaitsForAServerThatIsNotThereYet) {
  server_.reset();
  Join(FirstConnection::kMayBeRetried);
  EXPECT_THAT(events_.Next(),
              AllOf(HasSubstr("! no server yet (UNAVAILABLE: "), HasSubstr("); waiting for it")));
  EXPECT_THAT(session_->WaitUntilJoined(1ms), StatusIs(absl::StatusCode::kDeadlineExceeded));
  Restart();
  EXPECT_EQ(events_.Next(), "! in the room");
  server_->chat().Send("ann", "hello");
  EXPECT_EQ(events_.Next(), "> ann > hello");
}

TEST_F(ChatClientSessionTest, ReconnectsWhenTheServerIsBack) {
  Join();
  ASSERT_THAT(session_->WaitUntilJoined(20s), IsOk());
  server_.reset();
  EXPECT_THAT(events_.Next(),
              AllOf(HasSubstr("! lost the server ("), HasSubstr("); reconnecting")));
  Restart();
  EXPECT_EQ(events_.Next(), "! in the room");
  server_->chat().Send("ann", "hello");
  EXPECT_EQ(events_.Next(), "> ann > hello");
}

TEST_F(ChatClientSessionTest, ReportsThatItFellBehindAndJoinsAgain) {
  Join();
  ASSERT_THAT(session_->WaitUntilJoined(20s), IsOk());
  server_->chat().EndStreams({grpc::StatusCode::RESOURCE_EXHAUSTED, "42 messages missed"});
  EXPECT_EQ(events_.Next(),
            "! fell behind (RESOURCE_EXHAUSTED: 42 messages missed); joining again");
  EXPECT_EQ(events_.Next(), "! in the room");
  EXPECT_THAT(session_->WaitUntilJoined(20s), IsOk());
  EXPECT_EQ(server_->chat().readers(), 2U);
}

TEST_F(ChatClientSessionTest, JoinsAgainWhenTheServerEndsTheStreamProperly) {
  Join();
  ASSERT_THAT(session_->WaitUntilJoined(20s), IsOk());
  server_->chat().EndStreams(grpc::Status::OK);
  EXPECT_EQ(events_.Next(), "! lost the server (the stream ended); reconnecting");
  EXPECT_EQ(events_.Next(), "! in the room");
}

TEST_F(ChatClientSessionTest, ReportsOnceThatItIsAway) {
  Join();
  ASSERT_THAT(session_->WaitUntilJoined(20s), IsOk());
  server_->chat().RefuseReaders({grpc::StatusCode::UNAVAILABLE, "not now"});
  server_->chat().EndStreams({grpc::StatusCode::UNAVAILABLE, "first"});
  EXPECT_THAT(events_.Next(), HasSubstr("! lost the server (UNAVAILABLE: first)"));
  // Long enough for two attempts or more, which must print nothing.
  EXPECT_THAT(session_->WaitUntilJoined(4 * chat::client::ChatSession::kFirstPause),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
  server_->chat().RefuseReaders(grpc::Status::OK);
  EXPECT_EQ(events_.Next(), "! in the room");
}

TEST_F(ChatClientSessionTest, ReportsARefusedJoinAndTriesAgain) {
  server_->chat().RefuseReaders({grpc::StatusCode::RESOURCE_EXHAUSTED, "full"});
  Join(FirstConnection::kMayBeRetried);
  EXPECT_EQ(events_.Next(), "! join refused: RESOURCE_EXHAUSTED: full; trying again");
  server_->chat().RefuseReaders(grpc::Status::OK);
  EXPECT_EQ(events_.Next(), "! in the room");
}

TEST_F(ChatClientSessionTest, EndsWhenARetryCannotHelp) {
  server_->chat().RefuseReaders({grpc::StatusCode::UNAUTHENTICATED, "who are you"});
  Join(FirstConnection::kMayBeRetried);
  EXPECT_EQ(events_.Next(), "# UNAUTHENTICATED: who are you");
}

TEST_F(ChatClientSessionTest, LeavesAtOnceWhileItWaitsForTheServer) {
  server_.reset();
  Join(FirstConnection::kMayBeRetried);
  ASSERT_THAT(events_.Next(), HasSubstr("no server yet"));
  session_.reset();  // hangs until ctest's timeout when it does not
}

TEST_F(ChatClientSessionTest, LeavesWithAStreamOpen) {
  Join();
  ASSERT_THAT(session_->WaitUntilJoined(20s), IsOk());
  session_.reset();
  server_->chat().Send("ann", "to nobody");
}

}  // namespace
}  // namespace workbook::tests
