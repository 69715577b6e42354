// Tokens on their way through nghttpx to a chat_server that wants them, TLS on both legs. Skipped,
// with a word, where nghttpx is not installed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "deploy/front.h"
#include "pairs/raw_call.h"
#include "rpc/channel.h"
#include "support/chat_door.h"
#include "support/matchers.h"
#include "workbook/chat/v1/chat.grpc.pb.h"

namespace workbook::testing {
namespace {

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

// Says something in the lobby through the workbook's own contract.
grpc::Status Send(const std::shared_ptr<grpc::Channel>& channel, const std::string& sender,
                  const std::string& text) {
  rpc::CallContext context(kPatience);
  v1::SendRequest request;
  request.set_room("lobby");
  request.set_sender(sender);
  request.set_text(text);
  v1::SendResponse response;
  return v1::ChatService::NewStub(channel)->Send(&context, request, &response);
}

TEST_F(NghttpxWithTokens, AnOwnerOfOneTalksUnderItsName) {
  const auto channel = front_->Channel("client.token");
  const auto reader = AllDoorKinds()[0].open(channel)->Read();
  EXPECT_THAT(Send(channel, "mallory", "by our own contract"), IsOk());
  EXPECT_EQ(reader->Next(), (Heard{"ann", "by our own contract"}));
  for (const DoorKind& kind : AllDoorKinds()) {
    EXPECT_THAT(kind.open(channel)->Say("mallory", kind.name).status, IsOk());
    EXPECT_EQ(reader->Next(), (Heard{"ann", kind.name}));
  }
}

TEST_F(NghttpxWithTokens, OthersAreToldByTheServerThatTheyNeedOne) {
  const auto owner = front_->Channel("client.token");
  const auto reader = AllDoorKinds()[0].open(owner)->Read();
  const auto needed = StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("a token is needed"));
  const auto stranger = front_->Channel();
  EXPECT_THAT(Send(stranger, "ann", "let me in"), needed);
  for (const DoorKind& kind : AllDoorKinds()) {
    const auto door = kind.open(stranger);
    EXPECT_THAT(door->Say("ann", "let me in").status, needed) << kind.name;
    EXPECT_THAT(door->Read()->Finish(), needed) << kind.name;
  }
  EXPECT_THAT(Send(owner, "ann", "nobody came in between"), IsOk());
  EXPECT_EQ(reader->Next(), (Heard{"ann", "nobody came in between"}));
}

// nghttpx shares its connections to the server among its clients: each call has its own token.
TEST_F(NghttpxWithTokens, TwoOwnersKeepTheirNames) {
  const auto ann = front_->Channel("client.token");
  const auto admin = front_->Channel("admin.token");
  const auto reader = AllDoorKinds()[0].open(ann)->Read();
  for (int i = 0; i < 10; ++i) {
    for (const auto& [channel, name] : {std::pair(ann, "ann"), std::pair(admin, "admin")}) {
      EXPECT_THAT(Send(channel, "mallory", name), IsOk());
      EXPECT_EQ(reader->Next(), (Heard{name, name}));
    }
  }
}

// An administrator's token is good for it on the machine itself; from outside there is no way.
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
}  // namespace workbook::testing
