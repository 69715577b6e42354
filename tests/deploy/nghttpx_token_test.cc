// Tokens pass nghttpx to a chat_server that requires them, with TLS on both legs. Skipped, with a
// message, where nghttpx is not installed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "conformance/matchers.h"
#include "conformance/suites/chat_client.h"
#include "rpc/channel.h"
#include "tests/deploy/front.h"
#include "tests/e2e/raw_call.h"
#include "workbook/chat/v1/chat.grpc.pb.h"

namespace workbook::tests {
namespace {

using conformance::IsOk;
using conformance::StatusIs;
using conformance::suites::AllContracts;
using conformance::suites::ChatMessage;
using conformance::suites::ContractKind;
using conformance::suites::kTimeout;

namespace v1 = ::workbook::chat::v1;
using ::testing::HasSubstr;

class NghttpxWithTokens : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!HasNghttpx()) GTEST_SKIP() << "nghttpx is not installed (Debian: nghttp2-proxy)";
    front_ = std::make_unique<Front>(BackendLeg::kTls, Callers::kWithTokens);
    ASSERT_FALSE(HasFailure());
  }

  std::unique_ptr<Front> front_;
};

// Sends to the lobby through the workbook's own contract.
grpc::Status Send(const std::shared_ptr<grpc::Channel>& channel, const std::string& sender,
                  const std::string& text) {
  rpc::CallContext context(kTimeout);
  v1::SendRequest request;
  request.set_room("lobby");
  request.set_sender(sender);
  request.set_text(text);
  v1::SendResponse response;
  return v1::ChatService::NewStub(channel)->Send(&context, request, &response);
}

TEST_F(NghttpxWithTokens, AnOwnerSendsUnderItsOwnName) {
  const auto channel = front_->Channel("client.token");
  const auto reader = AllContracts()[0].open(channel)->Read();
  EXPECT_THAT(Send(channel, "mallory", "by our own contract"), IsOk());
  EXPECT_EQ(reader->Next(), (ChatMessage{"ann", "by our own contract"}));
  for (const ContractKind& kind : AllContracts()) {
    EXPECT_THAT(kind.open(channel)->Send("mallory", kind.name).status, IsOk());
    EXPECT_EQ(reader->Next(), (ChatMessage{"ann", kind.name}));
  }
}

TEST_F(NghttpxWithTokens, OthersGetTheServersErrorThatTheyNeedOne) {
  const auto owner = front_->Channel("client.token");
  const auto reader = AllContracts()[0].open(owner)->Read();
  const auto needed = StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("a token is needed"));
  const auto anonymous = front_->Channel();
  EXPECT_THAT(Send(anonymous, "ann", "hello"), needed);
  for (const ContractKind& kind : AllContracts()) {
    const auto client = kind.open(anonymous);
    EXPECT_THAT(client->Send("ann", "hello").status, needed) << kind.name;
    EXPECT_THAT(client->Read()->Finish(), needed) << kind.name;
  }
  EXPECT_THAT(Send(owner, "ann", "nothing was sent in between"), IsOk());
  EXPECT_EQ(reader->Next(), (ChatMessage{"ann", "nothing was sent in between"}));
}

// nghttpx shares its connections to the server among its clients: each call has its own token.
TEST_F(NghttpxWithTokens, TwoOwnersKeepTheirNames) {
  const auto ann = front_->Channel("client.token");
  const auto admin = front_->Channel("admin.token");
  const auto reader = AllContracts()[0].open(ann)->Read();
  for (int i = 0; i < 10; ++i) {
    for (const auto& [channel, name] : {std::pair(ann, "ann"), std::pair(admin, "admin")}) {
      EXPECT_THAT(Send(channel, "mallory", name), IsOk());
      EXPECT_EQ(reader->Next(), (ChatMessage{name, name}));
    }
  }
}

// An administrator's token works on the machine itself; nghttpx forwards no administration.
TEST_F(NghttpxWithTokens, NoneOpensAdministration) {
  const std::string method = "/workbook.chat.v1.AdminService/GetStatistics";
  const auto ask = [&](const std::shared_ptr<grpc::Channel>& channel) {
    RawCall call(channel, method);
    call.Write("");
    call.WritesDone();
    const bool answered = call.Read().has_value();
    return std::pair(answered, call.Finish());
  };
  const auto [answered, routed] = ask(front_->Channel("admin.token"));
  EXPECT_FALSE(answered);
  EXPECT_THAT(routed, StatusIs(absl::StatusCode::kUnavailable, HasSubstr("502")));
  const auto [answered_here, status_here] = ask(front_->ChannelToTheServer("admin.token"));
  EXPECT_TRUE(answered_here);
  EXPECT_THAT(status_here, IsOk());
}

}  // namespace
}  // namespace workbook::tests
