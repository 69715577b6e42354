// What chat_client makes of each contract: one behaviour behind three doors.
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

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

const grpc::Status kTooLong(grpc::StatusCode::INVALID_ARGUMENT, "too long");

class ChatClientDoorTest : public ::testing::TestWithParam<std::string> {
 protected:
  std::unique_ptr<chat::ChatDoor> Open(std::chrono::milliseconds timeout = 20s) {
    return chat::OpenDoor(GetParam(), rpc::Dial(server_.address()), timeout);
  }
  bool AnswersEachMessage() const { return GetParam() != "chat"; }

  FakeChatServer server_;
};

TEST_P(ChatClientDoorTest, SaysAndHears) {
  const auto door = Open();
  const auto stream = door->Subscribe(/*wait_for_server=*/false);
  ASSERT_TRUE(stream->WaitUntilRegistered());
  EXPECT_THAT(door->Say("ann", "one"), IsOk());
  EXPECT_THAT(door->Say("bob", "two"), IsOk());
  const auto first = stream->Next();
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->owner, "ann");
  EXPECT_EQ(first->text, "one");
  const auto second = stream->Next();
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->owner, "bob");
  EXPECT_THAT(door->Close(), IsOk());
}

TEST_P(ChatClientDoorTest, KnowsThatAReaderWasTurnedAway) {
  server_.chat().TurnReadersAway({grpc::StatusCode::RESOURCE_EXHAUSTED, "full"});
  const auto stream = Open()->Subscribe(/*wait_for_server=*/false);
  EXPECT_FALSE(stream->WaitUntilRegistered());
  EXPECT_THAT(stream->Finish(), StatusIs(absl::StatusCode::kResourceExhausted, "full"));
}

TEST_P(ChatClientDoorTest, FailsAtOnceWithoutAServer) {
  rpc::Address nowhere;
  nowhere.port = 1;
  const auto door = chat::OpenDoor(GetParam(), rpc::Dial(nowhere), 20s);
  const auto stream = door->Subscribe(/*wait_for_server=*/false);
  EXPECT_FALSE(stream->WaitUntilRegistered());
  EXPECT_FALSE(stream->Next().has_value());
  EXPECT_THAT(stream->Finish(), HasCode(absl::StatusCode::kUnavailable));
  EXPECT_THAT(door->Say("ann", "hello"), HasCode(absl::StatusCode::kUnavailable));
}

TEST_P(ChatClientDoorTest, DropsAStreamWithAnUnreadMessage) {
  const auto door = Open();
  auto stream = door->Subscribe(/*wait_for_server=*/false);
  ASSERT_TRUE(stream->WaitUntilRegistered());
  server_.chat().Say("ann", "one");
  server_.chat().Say("ann", "two");
  ASSERT_TRUE(stream->Next().has_value());
  stream.reset();  // must neither hang nor crash
}

TEST_P(ChatClientDoorTest, EndsAStreamFromAnotherThread) {
  const auto door = Open();
  const auto stream = door->Subscribe(/*wait_for_server=*/false);
  ASSERT_TRUE(stream->WaitUntilRegistered());
  std::thread leaver([&] { stream->Cancel(); });
  EXPECT_FALSE(stream->Next().has_value());
  EXPECT_THAT(stream->Finish(), HasCode(absl::StatusCode::kCancelled));
  leaver.join();
}

TEST_P(ChatClientDoorTest, KnowsARefusedEmptyName) {
  server_.chat().Refuse({GetParam() == "chat_proto" ? grpc::StatusCode::FAILED_PRECONDITION
                                                    : grpc::StatusCode::INVALID_ARGUMENT,
                         "no name"});
  EXPECT_THAT(Open()->Say("", "hello"), HasCode(chat::kNameRefused));
}

TEST_P(ChatClientDoorTest, HandsOnThatATextWasRefused) {
  server_.chat().Refuse(kTooLong);
  const auto door = Open();
  const absl::Status said = door->Say("ann", "hello");
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
  EXPECT_THAT(door->Say("ann", "\xFF"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("text")));
  EXPECT_THAT(door->Say("\xFF", "hello"), StatusIs(chat::kNameRefused, HasSubstr("UTF-8")));
  EXPECT_THAT(door->Close(), IsOk());
  EXPECT_THAT(server_.chat().said(), IsEmpty());
}

TEST_P(ChatClientDoorTest, GivesUpOnAServerThatDoesNotAnswer) {
  server_.chat().BeDeaf();
  const auto door = Open(50ms);
  absl::Status status = door->Say("ann", "hello");
  status.Update(door->Close());  // where a door that answers nothing learns it
  EXPECT_THAT(status, HasCode(absl::StatusCode::kDeadlineExceeded));
}

INSTANTIATE_TEST_SUITE_P(Doors, ChatClientDoorTest, ::testing::Values("chat_proto", "chat", "note"),
                         [](const auto& instance) { return instance.param; });

// ---- The door that talks through one stream ----

class ChatClientStreamTest : public ::testing::Test {
 protected:
  FakeChatServer server_;
  std::unique_ptr<chat::ChatDoor> door_ =
      chat::OpenDoor("chat", rpc::Dial(server_.address()), std::chrono::seconds(20));
};

TEST_F(ChatClientStreamTest, TellsOfARefusalWithTheNextMessageAndSaysThatAnew) {
  server_.chat().Refuse(kTooLong);
  ASSERT_THAT(door_->Say("ann", "refused"), IsOk());
  absl::Status late;
  // Nothing tells when the server has ended the stream: talk until it shows.
  EXPECT_TRUE(Eventually([&] {
    EXPECT_THAT(door_->Say("ann", "refused as well"), IsOk());
    late = door_->TakeLateRefusal();
    return !late.ok();
  }));
  EXPECT_THAT(late, StatusIs(absl::StatusCode::kInvalidArgument, "too long"));
  EXPECT_THAT(door_->TakeLateRefusal(), IsOk());
}

TEST_F(ChatClientStreamTest, KeepsATooLongTextOffTheStream) {
  EXPECT_THAT(door_->Say("ann", "before"), IsOk());
  EXPECT_THAT(door_->Say("ann", std::string(16 * 1024 + 1, 'x')),
              HasCode(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(door_->Say("ann", "after"), IsOk());
  EXPECT_THAT(door_->Close(), IsOk());
  EXPECT_THAT(server_.chat().said(), ElementsAre(Pair("ann", "before"), Pair("ann", "after")));
}

TEST(ChatClientRestartTest, OpensANewStreamToASuccessor) {
  auto first = std::make_unique<FakeChatServer>();
  const rpc::Address address = first->address();
  const auto door = chat::OpenDoor("chat", rpc::Dial(address), std::chrono::seconds(20));
  ASSERT_THAT(door->Say("ann", "to the first"), IsOk());
  first.reset();
  FakeChatServer second(address.port);
  EXPECT_TRUE(Eventually(
      [&] { return door->Say("ann", "to the second").ok() && !second.chat().said().empty(); }));
  EXPECT_THAT(door->TakeLateRefusal(), IsOk());  // it went away: that refuses nothing
}

TEST(ChatClientTextTest, LinesAreFitForATerminal) {
  EXPECT_EQ(chat::ToLine({"a\x1B[2J", "one\ntwo\x9B"}), "a\\x1B[2J > one\\x0Atwo\\x9B");
}

}  // namespace
}  // namespace workbook::testing
