// deploy/nghttpx.conf at work: what it has to let through, and what it has to stop. Skipped, with a
// word, where nghttpx is not installed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include "deploy/front.h"
#include "lessons/runner/process.h"
#include "pairs/raw_call.h"
#include "support/chat_door.h"
#include "support/eventually.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

using runner::Process;

class NghttpxTest : public ::testing::TestWithParam<BackendLeg> {
 protected:
  void SetUp() override {
    if (!HasNghttpx()) GTEST_SKIP() << "nghttpx is not installed (Debian: nghttp2-proxy)";
    front_ = std::make_unique<Front>(GetParam());
    ASSERT_FALSE(HasFailure());
  }

  std::unique_ptr<ChatDoor> Door(size_t kind = 0) const {
    return AllDoorKinds()[kind].open(front_->Channel());
  }

  std::unique_ptr<Front> front_;
};

INSTANTIATE_TEST_SUITE_P(Deploy, NghttpxTest,
                         ::testing::Values(BackendLeg::kTls, BackendLeg::kPlaintext),
                         ::testing::PrintToStringParamName());

TEST_P(NghttpxTest, LetsEveryDoorSpeakAndHear) {
  for (size_t kind = 0; kind < AllDoorKinds().size(); ++kind) {
    const auto reader = Door(kind)->Read();
    const Heard word{"ann", "through " + AllDoorKinds()[kind].name};
    EXPECT_TRUE(Door(kind)->Say(word.sender, word.text).accepted);
    std::optional<Heard> heard = reader->Next();
    while (heard.has_value() && *heard != word) heard = reader->Next();  // a door with a history
    EXPECT_EQ(heard, word);
  }
}

// Three seconds pass here because a time in which nothing is said is what is tested. The page says
// how the same went over ten minutes.
TEST_P(NghttpxTest, KeepsAnIdleReader) {
  const auto reader = Door()->Read();
  const timespec three_seconds{.tv_sec = 3, .tv_nsec = 0};
  nanosleep(&three_seconds, nullptr);
  EXPECT_TRUE(Door()->Say("ann", "still there?").accepted);
  EXPECT_EQ(reader->Next(), (Heard{"ann", "still there?"}));
}

// chat_server takes 100 calls on a connection, and nghttpx shares one among its clients.
TEST_P(NghttpxTest, LetsMoreReadInThanOneConnectionToTheServerTakes) {
  std::vector<std::unique_ptr<ChatDoor>> doors;
  std::vector<std::unique_ptr<ChatReader>> readers;
  for (int client = 0; client < 3; ++client) {
    doors.push_back(Door());
    for (int i = 0; i < 80; ++i) readers.push_back(doors.back()->Read());
  }
  EXPECT_TRUE(Door()->Say("ann", "hello, all").accepted);
  for (const auto& reader : readers) EXPECT_EQ(reader->Next(), (Heard{"ann", "hello, all"}));
}

TEST_P(NghttpxTest, LetsNothingThroughButTheChat) {
  for (const char* method :
       {"/workbook.chat.v1.AdminService/GetStatistics", "/grpc.health.v1.Health/Check",
        "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", "/",
        "/chat_proto.Chat/../workbook.chat.v1.AdminService/GetStatistics"}) {
    RawCall call(front_->Channel(), method);
    call.Write("");
    call.WritesDone();
    EXPECT_EQ(call.Read(), std::nullopt) << method;
    // 502: nghttpx's own answer. The server's would be UNIMPLEMENTED, or worse, OK.
    EXPECT_THAT(call.Finish(), HasCode(absl::StatusCode::kUnavailable)) << method;
  }
}

TEST_P(NghttpxTest, CallsAServerAgainThatWasStartedAnew) {
  const auto reader = Door()->Read();
  front_->RestartServer();
  EXPECT_THAT(reader->Finish(), HasCode(absl::StatusCode::kUnavailable));
  const auto door = Door();
  EXPECT_TRUE(Eventually([&] { return door->Say("ann", "back").accepted; }));
}

TEST_P(NghttpxTest, CutsARapidResetFloodWhileTheOthersTalkOn) {
  const auto reader = Door()->Read();
  const auto door = Door();
  auto flood = Process::Start({{WORKBOOK_PYTHON, "tests/deploy/rapid_reset.py", front_->socket(),
                                front_->authority(), "/chat_proto.Chat/recv", "40000"}});
  ASSERT_TRUE(flood.ok()) << flood.status();
  for (int i = 0; i < 20; ++i) {
    const Heard word{"ann", std::to_string(i)};
    EXPECT_TRUE(door->Say(word.sender, word.text).accepted);
    EXPECT_EQ(reader->Next(), word);
  }
  const Outcome outcome = WaitForOutcome(**flood);
  EXPECT_EQ(outcome.exit.code, 0) << ::testing::PrintToString(outcome.err);
  ASSERT_EQ(outcome.out.size(), 1U);
  EXPECT_LT(std::stoi(outcome.out[0]), 10'000) << outcome.out[0];
  EXPECT_TRUE(Door()->Say("bob", "a new connection").accepted);
}

}  // namespace
}  // namespace workbook::testing
