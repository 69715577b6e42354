// What deploy/nghttpx.conf must forward and what it must stop. Skipped, with a message, where
// nghttpx is not installed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include "base/process.h"
#include "conformance/eventually.h"
#include "conformance/matchers.h"
#include "conformance/suites/chat_client.h"
#include "tests/deploy/front.h"
#include "tests/e2e/raw_call.h"

namespace workbook::tests {
namespace {

using conformance::Eventually;
using conformance::StatusIs;
using conformance::suites::AllContracts;
using conformance::suites::ChatClient;
using conformance::suites::ChatMessage;
using conformance::suites::ChatReader;

using base::Process;

class NghttpxTest : public ::testing::TestWithParam<BackendLeg> {
 protected:
  void SetUp() override {
    if (!HasNghttpx()) GTEST_SKIP() << "nghttpx is not installed (Debian: nghttp2-proxy)";
    front_ = std::make_unique<Front>(GetParam());
    ASSERT_FALSE(HasFailure());
  }

  std::unique_ptr<ChatClient> Client(size_t kind = 0) const {
    return AllContracts()[kind].open(front_->Channel());
  }

  std::unique_ptr<Front> front_;
};

INSTANTIATE_TEST_SUITE_P(Deploy, NghttpxTest,
                         ::testing::Values(BackendLeg::kTls, BackendLeg::kPlaintext),
                         ::testing::PrintToStringParamName());

TEST_P(NghttpxTest, ForwardsEveryContract) {
  for (size_t kind = 0; kind < AllContracts().size(); ++kind) {
    const auto reader = Client(kind)->Read();
    const ChatMessage sent{"ann", "through " + AllContracts()[kind].name};
    EXPECT_TRUE(Client(kind)->Send(sent.sender, sent.text).accepted);
    std::optional<ChatMessage> received = reader->Next();
    while (received.has_value() && *received != sent)
      received = reader->Next();  // a contract with a history
    EXPECT_EQ(received, sent);
  }
}

// The three seconds are what it tests: a time without messages. docs/deploy.md has the result for
// ten minutes.
TEST_P(NghttpxTest, KeepsAnIdleReader) {
  const auto reader = Client()->Read();
  const timespec three_seconds{.tv_sec = 3, .tv_nsec = 0};
  nanosleep(&three_seconds, nullptr);
  EXPECT_TRUE(Client()->Send("ann", "still there?").accepted);
  EXPECT_EQ(reader->Next(), (ChatMessage{"ann", "still there?"}));
}

// chat_server allows 100 calls on a connection, and nghttpx shares one among its clients.
TEST_P(NghttpxTest, AllowsMoreReadersThanOneConnectionToTheServer) {
  std::vector<std::unique_ptr<ChatClient>> clients;
  std::vector<std::unique_ptr<ChatReader>> readers;
  for (int c = 0; c < 3; ++c) {
    clients.push_back(Client());
    for (int i = 0; i < 80; ++i) readers.push_back(clients.back()->Read());
  }
  EXPECT_TRUE(Client()->Send("ann", "hello, all").accepted);
  for (const auto& reader : readers) EXPECT_EQ(reader->Next(), (ChatMessage{"ann", "hello, all"}));
}

TEST_P(NghttpxTest, ForwardsNothingButTheChat) {
  for (const char* method :
       {"/workbook.chat.v1.AdminService/GetStatistics", "/grpc.health.v1.Health/Check",
        "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", "/",
        "/chat_proto.Chat/../workbook.chat.v1.AdminService/GetStatistics"}) {
    RawCall call(front_->Channel(), method);
    call.Write("");
    call.WritesDone();
    EXPECT_EQ(call.Read(), std::nullopt) << method;
    // 502: nghttpx's own answer. The server's would be UNIMPLEMENTED, or worse, OK.
    EXPECT_THAT(call.Finish(), StatusIs(absl::StatusCode::kUnavailable)) << method;
  }
}

TEST_P(NghttpxTest, ReconnectsToARestartedServer) {
  const auto reader = Client()->Read();
  front_->RestartServer();
  EXPECT_THAT(reader->Finish(), StatusIs(absl::StatusCode::kUnavailable));
  const auto client = Client();
  EXPECT_TRUE(Eventually([&] { return client->Send("ann", "back").accepted; }));
}

TEST_P(NghttpxTest, EndsARapidResetFloodWhileOthersChat) {
  const auto reader = Client()->Read();
  const auto client = Client();
  auto flood = Process::Start({{WORKBOOK_PYTHON, "tests/deploy/rapid_reset.py", front_->socket(),
                                front_->authority(), "/chat_proto.Chat/recv", "40000"}});
  ASSERT_TRUE(flood.ok()) << flood.status();
  for (int i = 0; i < 20; ++i) {
    const ChatMessage sent{"ann", std::to_string(i)};
    EXPECT_TRUE(client->Send(sent.sender, sent.text).accepted);
    EXPECT_EQ(reader->Next(), sent);
  }
  const Outcome outcome = WaitForOutcome(**flood);
  EXPECT_EQ(outcome.exit.code, 0) << ::testing::PrintToString(outcome.err);
  ASSERT_EQ(outcome.out.size(), 1U);
  EXPECT_LT(std::stoi(outcome.out[0]), 10'000) << outcome.out[0];
  EXPECT_TRUE(Client()->Send("bob", "a new connection").accepted);
}

}  // namespace
}  // namespace workbook::tests
