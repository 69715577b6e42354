// Behind the chat's own door a session loses nothing and hears nothing twice, and what is said is
// said once: whatever the server does to streams and answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "chat/client_door.h"
#include "chat/client_session.h"
#include "chat/client_speaker.h"
#include "rpc/channel.h"
#include "support/eventually.h"
#include "support/fake_chat.h"
#include "support/matchers.h"
#include "support/session_recorder.h"

namespace workbook::testing {
namespace {

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
    door_ = chat::OpenDoor({.name = "room", .history = history, .timeout = timeout_},
                           rpc::Dial(server_.address()));
    session_ = std::make_unique<chat::ChatSession>(
        *door_, heard_, chat::ChatSession::FirstConnection::kMustSucceed, "ann");
    ASSERT_THAT(session_->WaitUntilJoined(20s), IsOk());
  }
  // Cut and back: what is told of it.
  void ExpectReturn() {
    EXPECT_THAT(heard_.Next(), StartsWith("! lost the server (UNAVAILABLE: "));
    EXPECT_EQ(heard_.Next(), "! in the room");
  }
  FakeRoom& room() { return server_.room(); }

  FakeChatServer server_;
  chat::Account account_{"ann"};
  SessionRecorder heard_{&account_};
  std::chrono::milliseconds timeout_ = 20s;
  std::unique_ptr<chat::ChatDoor> door_;
  std::unique_ptr<chat::ChatSession> session_;
};

TEST_F(ChatClientResumeTest, HearsWhatWasSaidWhileItWasAway) {
  room().Say("bob", "before");
  Join();
  room().Say("bob", "one");
  EXPECT_EQ(heard_.Next(), "> bob > one");
  room().TurnReadersAway(kGone);
  room().EndReaders(kGone);
  EXPECT_THAT(heard_.Next(), StartsWith("! lost the server"));
  room().Say("bob", "two");
  room().Arrive("cho");
  room().TurnReadersAway(grpc::Status::OK);
  EXPECT_EQ(heard_.Next(), "! in the room");
  EXPECT_EQ(heard_.Next(), "> bob > two");
  EXPECT_EQ(heard_.Next(), "+ cho");
  EXPECT_THAT(room().joins().back(), EqualsProto(R"pb(
                room: "lobby"
                participant: "ann"
                after { epoch: "first" sequence: 2 })pb"));
}

TEST_F(ChatClientResumeTest, ResumesAfterItsWelcomeWhenNothingWasHeardYet) {
  room().Say("bob", "before");
  Join();
  room().EndReaders(kGone);
  ExpectReturn();
  room().Say("bob", "after");
  EXPECT_EQ(heard_.Next(), "> bob > after");
}

TEST_F(ChatClientResumeTest, HearsEachOfTwentyOnceThoughEveryStreamIsCutAfterThree) {
  Join();
  room().CutStreamsAfter(3);
  room().RepeatEvents();
  std::vector<std::string> said;
  for (int i = 0; i < 20; ++i) {
    said.push_back("> bob > " + std::to_string(i));
    room().Say("bob", std::to_string(i));
  }
  std::vector<std::string> heard;
  while (heard.size() < said.size()) {
    const std::string event = heard_.Next();
    ASSERT_NE(event, "nothing came");
    if (event[0] == '>') heard.push_back(event);
  }
  EXPECT_EQ(heard, said);
  EXPECT_GE(room().joins().size(), 6U);
}

TEST_F(ChatClientResumeTest, HearsTheHistoryItAskedForAndThenWhatIsNew) {
  for (const std::string text : {"one", "two", "three"}) room().Say("bob", text);
  Join(/*history=*/2);
  EXPECT_EQ(heard_.Next(), "> bob > two");
  EXPECT_EQ(heard_.Next(), "> bob > three");
  room().Say("bob", "four");
  EXPECT_EQ(heard_.Next(), "> bob > four");
}

TEST_F(ChatClientResumeTest, TellsHowMuchIsMissing) {
  Join();
  room().Say("bob", "one");
  EXPECT_EQ(heard_.Next(), "> bob > one");
  room().TurnReadersAway(kGone);
  room().EndReaders(kGone);
  EXPECT_THAT(heard_.Next(), StartsWith("! lost the server"));
  for (int i = 0; i < 13; ++i) room().Say("bob", "more");
  room().ForgetUpTo(13);
  room().TurnReadersAway(grpc::Status::OK);
  EXPECT_EQ(heard_.Next(), "! in the room");
  EXPECT_EQ(heard_.Next(), "! up to 12 messages are missing: the server no longer has them");
  EXPECT_EQ(heard_.Next(), "> bob > more");
  // Told once, also when it is cut again.
  room().EndReaders(kGone);
  ExpectReturn();
  room().Say("bob", "last");
  EXPECT_EQ(heard_.Next(), "> bob > last");
}

TEST_F(ChatClientResumeTest, TellsThatTheRoomBeganAnewAndHearsItFromItsBeginning) {
  Join();
  for (const std::string text : {"one", "two"}) {
    room().Say("bob", text);
    EXPECT_EQ(heard_.Next(), "> bob > " + text);
  }
  room().TurnReadersAway(kGone);
  room().EndReaders(kGone);
  EXPECT_THAT(heard_.Next(), StartsWith("! lost the server"));
  room().BeginAnew("second");
  room().Say("bob", "first words");
  room().TurnReadersAway(grpc::Status::OK);
  EXPECT_EQ(heard_.Next(), "! in the room");
  EXPECT_THAT(heard_.Next(), StartsWith("! the room has begun anew"));
  EXPECT_EQ(heard_.Next(), "> bob > first words");
  room().EndReaders(kGone);
  ExpectReturn();
  EXPECT_THAT(room().joins().back(), EqualsProto(R"pb(
                room: "lobby"
                participant: "ann"
                after { epoch: "second" sequence: 1 })pb"));
}

TEST_F(ChatClientResumeTest, TellsThatTheServerIsAboutToGo) {
  Join();
  FakeRoom::Event event;
  event.mutable_notice()->set_kind(chat::v1::Notice::KIND_SHUTTING_DOWN);
  room().Whisper(event);
  EXPECT_EQ(heard_.Next(), "! the server shuts down");
}

TEST_F(ChatClientResumeTest, EndsWhenItsTokenIsNoLongerValid) {
  Join();
  room().EndReaders({grpc::StatusCode::UNAUTHENTICATED, "the token has expired"});
  EXPECT_EQ(heard_.Next(), "# UNAUTHENTICATED: the token has expired");
  EXPECT_THAT(session_->WaitUntilJoined(20s), HasCode(absl::StatusCode::kUnauthenticated));
}

TEST_F(ChatClientResumeTest, GoesOnAskingWhenTheRoomIsFull) {
  Join();
  room().TurnReadersAway({grpc::StatusCode::RESOURCE_EXHAUSTED, "too many readers"});
  room().EndReaders({grpc::StatusCode::RESOURCE_EXHAUSTED, "took nothing for 10 s"});
  EXPECT_EQ(heard_.Next(),
            "! fell behind (RESOURCE_EXHAUSTED: took nothing for 10 s); joining again");
  EXPECT_TRUE(Eventually([&] { return room().joins().size() >= 3; }));
  room().TurnReadersAway(grpc::Status::OK);
  EXPECT_EQ(heard_.Next(), "! in the room");
}

TEST(ChatClientFallBackTest, ASessionGoesOnThroughTheOtherDoorAndSaysSo) {
  FakeChatServer server(0, FakeChatServer::Serves::kTutorialsDoors);
  const auto door = chat::OpenDoor({.timeout = 20s}, rpc::Dial(server.address()));
  SessionRecorder heard;
  chat::ChatSession session(*door, heard, chat::ChatSession::FirstConnection::kMustSucceed, "ann");
  EXPECT_EQ(heard.Next(), "! the server has no workbook.chat.v1: talking through chat_proto");
  ASSERT_THAT(session.WaitUntilJoined(20s), IsOk());
  server.chat().Say("bob", "hello");
  EXPECT_EQ(heard.Next(), "> bob > hello");
}

// ---- Saying it until it is answered ----

class ChatClientSpeakerTest : public ChatClientResumeTest {
 protected:
  std::unique_ptr<chat::Speaker> MakeSpeaker() {
    Join();
    return std::make_unique<chat::Speaker>(
        *door_, *session_, account_,
        chat::Speaker::Ways{.patience = 20s,
                            .tell = [this](const std::string& line) { told_.push_back(line); }});
  }
  std::vector<std::string> told_;
};

TEST_F(ChatClientSpeakerTest, SaysALineOnceThoughItsAnswersGetLost) {
  const auto speaker = MakeSpeaker();
  room().LoseAnswers(3, kGone);
  const auto answer = speaker->Say("ann", "hello");
  EXPECT_THAT(answer.status, IsOk());
  EXPECT_EQ(answer.place->sequence, 1U);
  EXPECT_THAT(room().texts(), ElementsAre("hello"));
  const auto sends = room().sends();
  ASSERT_EQ(sends.size(), 4U);
  for (const auto& send : sends) EXPECT_EQ(send.message_id(), sends.front().message_id());
  EXPECT_THAT(told_, ElementsAre(HasSubstr("no answer yet (UNAVAILABLE: cut)")));
}

TEST_F(ChatClientSpeakerTest, SaysItAgainWhenNoAnswerComes) {
  timeout_ = 100ms;
  const auto speaker = MakeSpeaker();
  room().BeMute();
  auto answer = std::async([&] { return speaker->Say("ann", "hello"); });
  EXPECT_TRUE(Eventually([&] { return room().sends().size() >= 2; }));
  room().BeMute(false);
  EXPECT_THAT(answer.get().status, IsOk());
  EXPECT_THAT(room().texts(), ElementsAre("hello"));
}

TEST_F(ChatClientSpeakerTest, GivesEachMessageAnIdOfItsOwn) {
  const auto speaker = MakeSpeaker();
  EXPECT_THAT(speaker->Say("ann", "hello").status, IsOk());
  EXPECT_THAT(speaker->Say("ann", "hello").status, IsOk());
  EXPECT_THAT(room().texts(), ElementsAre("hello", "hello"));
  chat::Speaker namesake(*door_, *session_, account_, {.patience = 20s});
  EXPECT_THAT(namesake.Say("ann", "hello").status, IsOk());
  EXPECT_THAT(room().texts(), ElementsAre("hello", "hello", "hello"));
}

TEST_F(ChatClientSpeakerTest, WaitsForAsLongAsTheServerAsks) {
  const auto speaker = MakeSpeaker();
  room().Throttle(2, 150ms);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_THAT(speaker->Say("ann", "hello").status, IsOk());
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 300ms);
  EXPECT_EQ(room().sends().size(), 3U);
  EXPECT_THAT(told_, ElementsAre("too fast for the server: trying again in 150ms"));
}

TEST_F(ChatClientSpeakerTest, HandsOnARefusalAtOnce) {
  const auto speaker = MakeSpeaker();
  for (const auto code : {grpc::StatusCode::INVALID_ARGUMENT, grpc::StatusCode::UNAUTHENTICATED,
                          grpc::StatusCode::RESOURCE_EXHAUSTED}) {
    room().Refuse({code, "no"});
    EXPECT_THAT(speaker->Say("ann", "hello").status, HasCode(static_cast<absl::StatusCode>(code)));
  }
  EXPECT_EQ(room().sends().size(), 3U);
}

TEST_F(ChatClientSpeakerTest, StopsWhenThePersonLeaves) {
  const auto speaker = MakeSpeaker();
  room().Throttle(1000, 10ms);
  auto answer = std::async([&] { return speaker->Say("ann", "hello"); });
  EXPECT_TRUE(Eventually([&] { return room().sends().size() >= 2; }));
  speaker->Stop();
  EXPECT_THAT(answer.get().status, HasCode(absl::StatusCode::kCancelled));
}

TEST_F(ChatClientSpeakerTest, DoesNotSayAgainWhatWasHeardBeforeTheRoomBeganAnew) {
  const auto speaker = MakeSpeaker();
  room().BeMute();
  auto answer = std::async([&] { return speaker->Say("ann", "hello"); });
  EXPECT_EQ(heard_.Next(), "> ann > hello");
  // Before it has answered its server dies, and another one takes its place.
  room().TurnReadersAway(kGone);
  room().EndReaders(kGone);
  EXPECT_THAT(heard_.Next(), StartsWith("! lost the server"));
  room().BeginAnew("second");
  room().LoseAnswers(1, kGone);
  room().BeMute(false);
  room().TurnReadersAway(grpc::Status::OK);
  EXPECT_THAT(answer.get().status, IsOk());
  EXPECT_THAT(room().texts(), IsEmpty());
}

}  // namespace
}  // namespace workbook::testing
