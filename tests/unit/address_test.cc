#include "rpc/address.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include "rpc/server.h"
#include "support/matchers.h"

namespace workbook::rpc {
namespace {

using ::testing::HasSubstr;

class NothingServed final : public Servable {
 public:
  void Register(grpc::ServerBuilder& /*builder*/) override {}
};

TEST(AddressTest, PutsIpv6IntoBrackets) {
  EXPECT_EQ((Address{"::1", 80}).ToString(), "[::1]:80");
  EXPECT_EQ((Address{"localhost", 0}).ToString(), "localhost:0");
}

TEST(AddressTest, TakesTheBracketsOffAnIpv6AddressAndNothingElse) {
  EXPECT_EQ(WithoutBrackets("[::1]"), "::1");
  for (const char* other : {"::1", "localhost", "[localhost]", "[]", "[::1", "::1]", ""}) {
    EXPECT_EQ(WithoutBrackets(other), other);
  }
}

TEST(AddressTest, KnowsWhatIsLoopback) {
  EXPECT_TRUE(IsLoopback("127.0.0.1"));
  EXPECT_TRUE(IsLoopback("127.9.9.9"));
  EXPECT_TRUE(IsLoopback("::1"));
  EXPECT_FALSE(IsLoopback("0.0.0.0"));
  EXPECT_FALSE(IsLoopback("::"));
  EXPECT_FALSE(IsLoopback("192.0.2.1"));
}

TEST(ServerTest, SaysThatThePortIsTaken) {
  NothingServed nothing;
  const auto first = Server::Listen({"127.0.0.1", 0}, nothing);
  ASSERT_THAT(first, testing::IsOk());
  EXPECT_GT((*first)->address().port, 0);
  EXPECT_THAT(Server::Listen((*first)->address(), nothing),
              testing::StatusIs(absl::StatusCode::kUnavailable, HasSubstr("in use")));
}

TEST(ServerTest, GivesThePortBackOnShutdown) {
  NothingServed nothing;
  Address address{"127.0.0.1", 0};
  for (int round = 0; round < 3; ++round) {
    const auto server = Server::Listen(address, nothing);
    ASSERT_THAT(server, testing::IsOk());
    address = (*server)->address();
    (*server)->Shutdown();
    (*server)->Shutdown();  // once more does nothing
  }
}

TEST(ServerTest, SaysThatAnAddressCannotBeBound) {
  NothingServed nothing;
  EXPECT_THAT(Server::Listen({"192.0.2.1", 0}, nothing),
              testing::StatusIs(absl::StatusCode::kUnavailable, HasSubstr("192.0.2.1")));
}

}  // namespace
}  // namespace workbook::rpc
