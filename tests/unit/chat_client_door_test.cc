// What chat_client makes of each contract: one behaviour behind all doors, and what is more behind
// the chat's own.
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "chat/client_door.h"
#include "chat/client_text.h"
#include "rpc/channel.h"
#include "support/eventually.h"
#include "support/fake_chat.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using chat::Heard;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

const grpc::Status kTooLong(grpc::StatusCode::INVALID_ARGUMENT, "too long");

absl::Status Say(chat::ChatDoor& door, const std::string& owner, const std::string& text) {
  return door.Say({owner, text, "an id"}).status;
}

// The next thing that is said; empty when the stream ends before.
std::string NextSaid(chat::Subscription& stream) {
  while (const auto heard = stream.Next()) {
    if (const auto* said = heard->As<Heard::Said>()) return chat::ToLine(*said);
  }
  return "";
}

class ChatClientDoorTest : public ::testing::TestWithParam<std::string> {
 protected:
  std::unique_ptr<chat::ChatDoor> Open(std::chrono::milliseconds timeout = 20s) {
    return chat::OpenDoor({.name = GetParam(), .timeout = timeout}, rpc::Dial(server_.address()));
  }
  bool AnswersEachMessage() const { return GetParam() != "chat"; }

  FakeChatServer server_;
};

TEST_P(ChatClientDoorTest, SaysAndHears) {
  const auto door = Open();
  const auto stream = door->Subscribe({});
  ASSERT_TRUE(stream->WaitUntilRegistered());
  EXPECT_THAT(Say(*door, "ann", "one"), IsOk());
  EXPECT_THAT(Say(*door, "bob", "two"), IsOk());
  EXPECT_EQ(NextSaid(*stream), "ann > one");
  EXPECT_EQ(NextSaid(*stream), "bob > two");
  EXPECT_THAT(door->Close(), IsOk());
}

TEST_P(ChatClientDoorTest, KnowsThatAReaderWasTurnedAway) {
  const grpc::Status full(grpc::StatusCode::RESOURCE_EXHAUSTED, "full");
  server_.chat().TurnReadersAway(full);
  server_.room().TurnReadersAway(full);
  const auto stream = Open()->Subscribe({});
  EXPECT_FALSE(stream->WaitUntilRegistered());
  EXPECT_THAT(stream->Finish(), StatusIs(absl::StatusCode::kResourceExhausted, "full"));
}

TEST_P(ChatClientDoorTest, FailsAtOnceWithoutAServer) {
  rpc::Address nowhere;
  nowhere.port = 1;
  const auto door = chat::OpenDoor({.name = GetParam(), .timeout = 20s}, rpc::Dial(nowhere));
  const auto stream = door->Subscribe({});
  EXPECT_FALSE(stream->WaitUntilRegistered());
  EXPECT_FALSE(stream->Next().has_value());
  EXPECT_THAT(stream->Finish(), HasCode(absl::StatusCode::kUnavailable));
  EXPECT_THAT(Say(*door, "ann", "hello"), HasCode(absl::StatusCode::kUnavailable));
}

TEST_P(ChatClientDoorTest, DropsAStreamWithAnUnreadMessage) {
  const auto door = Open();
  auto stream = door->Subscribe({});
  ASSERT_TRUE(stream->WaitUntilRegistered());
  for (const std::string text : {"one", "two"}) {
    server_.chat().Say("ann", text);
    server_.room().Say("ann", text);
  }
  ASSERT_EQ(NextSaid(*stream), "ann > one");
  stream.reset();  // must neither hang nor crash
}

TEST_P(ChatClientDoorTest, EndsAStreamFromAnotherThread) {
  const auto door = Open();
  const auto stream = door->Subscribe({});
  ASSERT_TRUE(stream->WaitUntilRegistered());
  std::thread leaver([&] { stream->Cancel(); });
  EXPECT_EQ(NextSaid(*stream), "");
  EXPECT_THAT(stream->Finish(), HasCode(absl::StatusCode::kCancelled));
  leaver.join();
}

TEST_P(ChatClientDoorTest, KnowsARefusedEmptyName) {
  server_.chat().Refuse({GetParam() == "chat_proto" ? grpc::StatusCode::FAILED_PRECONDITION
                                                    : grpc::StatusCode::INVALID_ARGUMENT,
                         "no name"});
  server_.room().Refuse({grpc::StatusCode::INVALID_ARGUMENT, "no name"});
  EXPECT_THAT(Say(*Open(), "", "hello"), HasCode(chat::kNameRefused));
}

TEST_P(ChatClientDoorTest, HandsOnThatATextWasRefused) {
  server_.chat().Refuse(kTooLong);
  server_.room().Refuse(kTooLong);
  const auto door = Open();
  const absl::Status said = Say(*door, "ann", "hello");
  const absl::Status closed = door->Close();
  if (AnswersEachMessage()) {
    EXPECT_THAT(said, StatusIs(absl::StatusCode::kInvalidArgument, "too long"));
    EXPECT_THAT(closed, IsOk());
  } else {
    EXPECT_THAT(said, IsOk());
    EXPECT_THAT(closed, StatusIs(absl::StatusCode::kInvalidArgument, "too long"));
  }
}

TEST_P(ChatClientDoorTest, SendsNothingThatIsNoUtf8) {
  const auto door = Open();
  EXPECT_THAT(Say(*door, "ann", "\xFF"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("text")));
  EXPECT_THAT(Say(*door, "\xFF", "hello"), StatusIs(chat::kNameRefused, HasSubstr("UTF-8")));
  EXPECT_THAT(door->Close(), IsOk());
  EXPECT_THAT(server_.chat().said(), IsEmpty());
  EXPECT_THAT(server_.room().sends(), IsEmpty());
}

TEST_P(ChatClientDoorTest, GivesUpOnAServerThatDoesNotAnswer) {
  server_.chat().BeDeaf();
  server_.room().BeMute();
  const auto door = Open(50ms);
  absl::Status status = Say(*door, "ann", "hello");
  status.Update(door->Close());  // where a door that answers nothing learns it
  EXPECT_THAT(status, HasCode(absl::StatusCode::kDeadlineExceeded));
}

INSTANTIATE_TEST_SUITE_P(Doors, ChatClientDoorTest,
                         ::testing::Values("room", "chat_proto", "chat", "note"),
                         [](const auto& instance) { return instance.param; });

// ---- The door that talks through one stream ----

class ChatClientStreamTest : public ::testing::Test {
 protected:
  FakeChatServer server_;
  std::unique_ptr<chat::ChatDoor> door_ =
      chat::OpenDoor({.name = "chat", .timeout = 20s}, rpc::Dial(server_.address()));
};

TEST_F(ChatClientStreamTest, TellsOfARefusalWithTheNextMessageAndSaysThatAnew) {
  server_.chat().Refuse(kTooLong);
  ASSERT_THAT(Say(*door_, "ann", "refused"), IsOk());
  absl::Status late;
  // Nothing tells when the server has ended the stream: talk until it shows.
  EXPECT_TRUE(Eventually([&] {
    EXPECT_THAT(Say(*door_, "ann", "refused as well"), IsOk());
    late = door_->TakeLateRefusal();
    return !late.ok();
  }));
  EXPECT_THAT(late, StatusIs(absl::StatusCode::kInvalidArgument, "too long"));
  EXPECT_THAT(door_->TakeLateRefusal(), IsOk());
}

TEST_F(ChatClientStreamTest, KeepsATooLongTextOffTheStream) {
  EXPECT_THAT(Say(*door_, "ann", "before"), IsOk());
  EXPECT_THAT(Say(*door_, "ann", std::string(16 * 1024 + 1, 'x')),
              HasCode(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Say(*door_, "ann", "after"), IsOk());
  EXPECT_THAT(door_->Close(), IsOk());
  EXPECT_THAT(server_.chat().said(), ElementsAre(Pair("ann", "before"), Pair("ann", "after")));
}

TEST(ChatClientRestartTest, OpensANewStreamToASuccessor) {
  auto first = std::make_unique<FakeChatServer>();
  const rpc::Address address = first->address();
  const auto door = chat::OpenDoor({.name = "chat", .timeout = 20s}, rpc::Dial(address));
  ASSERT_THAT(Say(*door, "ann", "to the first"), IsOk());
  first.reset();
  FakeChatServer second(address.port);
  EXPECT_TRUE(Eventually(
      [&] { return Say(*door, "ann", "to the second").ok() && !second.chat().said().empty(); }));
  EXPECT_THAT(door->TakeLateRefusal(), IsOk());  // it went away: that refuses nothing
}

// ---- The chat's own door ----

class ChatClientRoomDoorTest : public ::testing::Test {
 protected:
  std::unique_ptr<chat::ChatDoor> Open(uint32_t history = 0) {
    return chat::OpenDoor({.name = "room", .room = "kitchen", .history = history, .timeout = 20s},
                          rpc::Dial(server_.address()));
  }
  FakeRoom& room() { return server_.room(); }

  FakeChatServer server_;
};

TEST_F(ChatClientRoomDoorTest, AsksForItsRoomItsNameAndItsPlace) {
  const auto door = Open();
  const auto stream = door->Subscribe({.participant = "ann", .after = chat::Bookmark{"old", 7}});
  ASSERT_TRUE(stream->WaitUntilRegistered());
  EXPECT_THAT(room().joins(), ElementsAre(EqualsProto(R"pb(
                room: "kitchen"
                participant: "ann"
                after { epoch: "old" sequence: 7 })pb")));
  EXPECT_THAT(Say(*door, "ann", "hello"), IsOk());
  EXPECT_THAT(room().sends(), ElementsAre(EqualsProto(R"pb(
                room: "kitchen"
                sender: "ann"
                text: "hello"
                message_id: "an id")pb")));
}

TEST_F(ChatClientRoomDoorTest, AsksForHistoryWhereItHasNoPlaceYet) {
  const auto door = Open(/*history=*/5);
  const auto first = door->Subscribe({});
  ASSERT_TRUE(first->WaitUntilRegistered());
  const auto second = door->Subscribe({.participant = "ann", .after = chat::Bookmark{"first", 1}});
  ASSERT_TRUE(second->WaitUntilRegistered());
  EXPECT_THAT(room().joins(),
              ElementsAre(EqualsProto(R"pb(room: "kitchen" last_messages: 5)pb"), EqualsProto(R"pb(
                            room: "kitchen"
                            participant: "ann"
                            after { epoch: "first" sequence: 1 })pb")));
}

TEST_F(ChatClientRoomDoorTest, TellsWhoIsHereWhoComesAndWhoLeaves) {
  room().Arrive("ann");
  room().Arrive("bob");
  const auto stream = Open()->Subscribe({});
  const auto welcome = stream->Next();
  ASSERT_TRUE(welcome.has_value() && welcome->As<Heard::Welcome>() != nullptr);
  EXPECT_THAT(welcome->As<Heard::Welcome>()->names, ElementsAre("ann", "bob"));
  EXPECT_EQ(welcome->As<Heard::Welcome>()->newest.epoch, "first");
  EXPECT_EQ(welcome->As<Heard::Welcome>()->newest.sequence, 2U);
  EXPECT_FALSE(welcome->time.has_value());
  room().Arrive("cho");
  room().Depart("bob");
  const auto joined = stream->Next();
  ASSERT_TRUE(joined.has_value() && joined->As<Heard::Joined>() != nullptr);
  EXPECT_EQ(joined->As<Heard::Joined>()->name, "cho");
  EXPECT_EQ(joined->sequence, 3U);
  EXPECT_EQ(joined->time, absl::FromUnixSeconds(1609556640 + 120));
  const auto left = stream->Next();
  ASSERT_TRUE(left.has_value() && left->As<Heard::Left>() != nullptr);
  EXPECT_EQ(left->As<Heard::Left>()->name, "bob");
}

TEST_F(ChatClientRoomDoorTest, PassesOverWhatItDoesNotKnowAndTimesThatAreNone) {
  const auto stream = Open()->Subscribe({});
  ASSERT_TRUE(stream->Next().has_value());  // the Welcome
  room().Whisper({});                       // a kind of a later version
  FakeRoom::Event event;
  event.mutable_notice();  // of no kind
  room().Whisper(event);
  event.mutable_message()->set_sender("ann");
  event.mutable_time()->set_seconds(-1);
  room().Whisper(event);
  const auto heard = stream->Next();
  ASSERT_TRUE(heard.has_value() && heard->As<Heard::Said>() != nullptr);
  EXPECT_FALSE(heard->time.has_value());
}

TEST_F(ChatClientRoomDoorTest, TellsTheNumberOfWhatItSaid) {
  room().Say("bob", "before");
  const auto answer = Open()->Say({"ann", "hello", ""});
  ASSERT_THAT(answer.status, IsOk());
  ASSERT_TRUE(answer.place.has_value());
  EXPECT_EQ(answer.place->epoch, "first");
  EXPECT_EQ(answer.place->sequence, 2U);
}

TEST_F(ChatClientRoomDoorTest, TellsWhenToTryAgain) {
  room().Throttle(1, 250ms);
  const auto door = Open();
  const auto throttled = door->Say({"ann", "hello", ""});
  EXPECT_THAT(throttled.status, HasCode(absl::StatusCode::kResourceExhausted));
  EXPECT_EQ(throttled.try_again_in, std::optional(250ms));
  EXPECT_FALSE(door->Say({"ann", "hello", ""}).try_again_in.has_value());
  room().Throttle(1, -1ms);  // gRPC's way to say: do not
  EXPECT_FALSE(door->Say({"ann", "hello", ""}).try_again_in.has_value());
}

// ---- The choice between it and the first tutorial's ----

TEST(ChatClientAutoDoorTest, FallsBackOnceAndSaysSo) {
  FakeChatServer server(0, FakeChatServer::Serves::kTutorialsDoors);
  const auto door = chat::OpenDoor({.timeout = 20s}, rpc::Dial(server.address()));
  EXPECT_TRUE(door->HasNumbers());
  EXPECT_THAT(door->Subscribe({})->Finish(), HasCode(absl::StatusCode::kUnimplemented));
  EXPECT_EQ(door->FallBack(), "the server has no workbook.chat.v1: talking through chat_proto");
  EXPECT_FALSE(door->HasNumbers());
  EXPECT_TRUE(door->Subscribe({})->WaitUntilRegistered());
  EXPECT_THAT(Say(*door, "ann", "hello"), IsOk());
  EXPECT_THAT(server.chat().said(), ElementsAre(Pair("ann", "hello")));
  EXPECT_EQ(door->FallBack(), std::nullopt);
}

TEST(ChatClientAutoDoorTest, DoesNotTakeAnotherRoomForTheOneAskedFor) {
  FakeChatServer server(0, FakeChatServer::Serves::kTutorialsDoors);
  const auto door =
      chat::OpenDoor({.room = "kitchen", .timeout = 20s}, rpc::Dial(server.address()));
  EXPECT_EQ(door->FallBack(), std::nullopt);
}

}  // namespace
}  // namespace workbook::testing
