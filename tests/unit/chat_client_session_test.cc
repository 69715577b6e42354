// A session stays in the room whatever the server does, and says what it does about it.
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>

#include "chat/client_door.h"
#include "chat/client_session.h"
#include "rpc/channel.h"
#include "support/fake_chat.h"
#include "support/matchers.h"
#include "support/session_recorder.h"

namespace workbook::testing {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using ::testing::AllOf;
using ::testing::HasSubstr;
using FirstConnection = chat::ChatSession::FirstConnection;

class ChatClientSessionTest : public ::testing::Test {
 protected:
  void Join(FirstConnection first = FirstConnection::kMustSucceed) {
    door_ = chat::OpenDoor({.name = "chat_proto", .timeout = 20s}, rpc::Dial(address_));
    session_ = std::make_unique<chat::ChatSession>(*door_, heard_, first);
  }
  void Restart() {
    server_.reset();
    server_ = std::make_unique<FakeChatServer>(address_.port);
  }

  std::unique_ptr<FakeChatServer> server_ = std::make_unique<FakeChatServer>();
  const rpc::Address address_ = server_->address();
  SessionRecorder heard_;
  std::unique_ptr<chat::ChatDoor> door_;
  std::unique_ptr<chat::ChatSession> session_;
};

TEST_F(ChatClientSessionTest, HearsAllThatIsSaidOnceItHasJoined) {
  Join();
  ASSERT_THAT(session_->WaitUntilJoined(20s), IsOk());
  server_->chat().Say("ann", "one");
  server_->chat().Say("bob", "two");
  EXPECT_EQ(heard_.Next(), "> ann > one");
  EXPECT_EQ(heard_.Next(), "> bob > two");
}

TEST_F(ChatClientSessionTest, EndsWhenTheFirstConnectionHasToSucceedAndDoesNot) {
  server_.reset();
  Join(FirstConnection::kMustSucceed);
  EXPECT_THAT(heard_.Next(), HasSubstr("# UNAVAILABLE: "));
  EXPECT_THAT(session_->WaitUntilJoined(20s), HasCode(absl::StatusCode::kUnavailable));
}

TEST_F(ChatClientSessionTest, WaitsForAServerThatIsNotThereYet) {
  server_.reset();
  Join(FirstConnection::kMayTakeItsTime);
  EXPECT_THAT(heard_.Next(),
              AllOf(HasSubstr("! no server yet (UNAVAILABLE: "), HasSubstr("); waiting for it")));
  EXPECT_THAT(session_->WaitUntilJoined(1ms), HasCode(absl::StatusCode::kDeadlineExceeded));
  Restart();
  EXPECT_EQ(heard_.Next(), "! in the room");
  server_->chat().Say("ann", "hello");
  EXPECT_EQ(heard_.Next(), "> ann > hello");
}

TEST_F(ChatClientSessionTest, ComesBackWhenTheServerDoes) {
  Join();
  ASSERT_THAT(session_->WaitUntilJoined(20s), IsOk());
  server_.reset();
  EXPECT_THAT(heard_.Next(),
              AllOf(HasSubstr("! lost the server ("), HasSubstr("); trying to come back")));
  Restart();
  EXPECT_EQ(heard_.Next(), "! in the room");
  server_->chat().Say("ann", "hello");
  EXPECT_EQ(heard_.Next(), "> ann > hello");
}

TEST_F(ChatClientSessionTest, SaysWhatItMissedWhenItFellBehindAndJoinsAgain) {
  Join();
  ASSERT_THAT(session_->WaitUntilJoined(20s), IsOk());
  server_->chat().EndReaders({grpc::StatusCode::RESOURCE_EXHAUSTED, "42 messages missed"});
  EXPECT_EQ(heard_.Next(), "! fell behind (RESOURCE_EXHAUSTED: 42 messages missed); joining again");
  EXPECT_EQ(heard_.Next(), "! in the room");
  EXPECT_THAT(session_->WaitUntilJoined(20s), IsOk());
  EXPECT_EQ(server_->chat().readers(), 2U);
}

TEST_F(ChatClientSessionTest, JoinsAgainWhenTheServerEndsTheStreamProperly) {
  Join();
  ASSERT_THAT(session_->WaitUntilJoined(20s), IsOk());
  server_->chat().EndReaders(grpc::Status::OK);
  EXPECT_EQ(heard_.Next(), "! lost the server (the stream ended); trying to come back");
  EXPECT_EQ(heard_.Next(), "! in the room");
}

TEST_F(ChatClientSessionTest, SaysOnceThatItIsAway) {
  Join();
  ASSERT_THAT(session_->WaitUntilJoined(20s), IsOk());
  server_->chat().TurnReadersAway({grpc::StatusCode::UNAVAILABLE, "not now"});
  server_->chat().EndReaders({grpc::StatusCode::UNAVAILABLE, "first"});
  EXPECT_THAT(heard_.Next(), HasSubstr("! lost the server (UNAVAILABLE: first)"));
  // Long enough for two attempts or more, which are to be silent.
  EXPECT_THAT(session_->WaitUntilJoined(4 * chat::ChatSession::kFirstPause),
              HasCode(absl::StatusCode::kDeadlineExceeded));
  server_->chat().TurnReadersAway(grpc::Status::OK);
  EXPECT_EQ(heard_.Next(), "! in the room");
}

TEST_F(ChatClientSessionTest, EndsWhereAskingAgainIsOfNoUse) {
  server_->chat().TurnReadersAway({grpc::StatusCode::UNAUTHENTICATED, "who are you"});
  Join(FirstConnection::kMayTakeItsTime);
  EXPECT_EQ(heard_.Next(), "# UNAUTHENTICATED: who are you");
}

TEST_F(ChatClientSessionTest, LeavesAtOnceWhileItWaitsForTheServer) {
  server_.reset();
  Join(FirstConnection::kMayTakeItsTime);
  ASSERT_THAT(heard_.Next(), HasSubstr("no server yet"));
  session_.reset();  // ctest's timeout is the judge
}

TEST_F(ChatClientSessionTest, LeavesWithAStreamOpen) {
  Join();
  ASSERT_THAT(session_->WaitUntilJoined(20s), IsOk());
  session_.reset();
  server_->chat().Say("ann", "to nobody");
}

}  // namespace
}  // namespace workbook::testing
