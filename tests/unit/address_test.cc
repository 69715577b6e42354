#include "rpc/address.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <string>

#include "conformance/matchers.h"
#include "rpc/server.h"

namespace workbook::tests {
namespace {

using rpc::Address;
using rpc::IsLoopback;
using rpc::Servable;
using rpc::Server;
using rpc::WithoutBrackets;

using ::testing::HasSubstr;

class NothingServed final : public Servable {
 public:
  void Register(grpc::ServerBuilder& /*builder*/) override {}
};

TEST(AddressTest, PutsIpv6IntoBrackets) {
  EXPECT_EQ((Address{"::1", 80}).ToString(), "[::1]:80");
  EXPECT_EQ((Address{"localhost", 0}).ToString(), "localhost:0");
}

TEST(AddressTest, RemovesBracketsOnlyFromAnIpv6Address) {
  EXPECT_EQ(WithoutBrackets("[::1]"), "::1");
  for (const char* other : {"::1", "localhost", "[localhost]", "[]", "[::1", "::1]", ""}) {
    EXPECT_EQ(WithoutBrackets(other), other);
  }
}

TEST(AddressTest, ParsesWhatItPrints) {
  for (const std::string text : {"localhost:1", "127.0.0.1:65535", "[::1]:80"}) {
    const auto address = rpc::ParseAddress(text);
    ASSERT_THAT(address, conformance::IsOk());
    EXPECT_EQ(address->ToString(), text);
  }
  EXPECT_EQ(rpc::ParseAddress("[::1]:80")->host, "::1");
}

TEST(AddressTest, NamesWhatIsNoAddress) {
  for (const char* wrong : {"", "localhost", ":80", "localhost:", "localhost:0", "localhost:65536",
                            "localhost:80x", "localhost:-1"}) {
    EXPECT_THAT(rpc::ParseAddress(wrong),
                conformance::StatusIs(absl::StatusCode::kInvalidArgument,
                                      ::testing::EndsWith(std::string(": ") + wrong)));
  }
}

TEST(AddressTest, RecognisesLoopbackAddresses) {
  EXPECT_TRUE(IsLoopback("127.0.0.1"));
  EXPECT_TRUE(IsLoopback("127.9.9.9"));
  EXPECT_TRUE(IsLoopback("::1"));
  EXPECT_FALSE(IsLoopback("0.0.0.0"));
  EXPECT_FALSE(IsLoopback("::"));
  EXPECT_FALSE(IsLoopback("192.0.2.1"));
}

TEST(ServerTest, ReportsThatThePortIsTaken) {
  NothingServed nothing;
  const auto first = Server::Listen({"127.0.0.1", 0}, nothing);
  ASSERT_THAT(first, conformance::IsOk());
  EXPECT_GT((*first)->address().port, 0);
  EXPECT_THAT(Server::Listen((*first)->address(), nothing),
              conformance::StatusIs(absl::StatusCode::kUnavailable, HasSubstr("in use")));
}

TEST(ServerTest, FreesThePortOnShutdown) {
  NothingServed nothing;
  Address address{"127.0.0.1", 0};
  for (int round = 0; round < 3; ++round) {
    const auto server = Server::Listen(address, nothing);
    ASSERT_THAT(server, conformance::IsOk());
    address = (*server)->address();
    (*server)->Shutdown();
    (*server)->Shutdown();  // once more does nothing
  }
}

TEST(ServerTest, ReportsThatAnAddressCannotBeBound) {
  NothingServed nothing;
  EXPECT_THAT(Server::Listen({"192.0.2.1", 0}, nothing),
              conformance::StatusIs(absl::StatusCode::kUnavailable, HasSubstr("192.0.2.1")));
}

}  // namespace
}  // namespace workbook::tests
