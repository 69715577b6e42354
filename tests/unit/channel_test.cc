#include "rpc/channel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/loopback_socket.h"
#include "health.grpc.pb.h"
#include "rpc/proxy.h"
#include "rpc/status.h"
#include "tests/support/environment_variable.h"

namespace workbook::tests {
namespace {

using rpc::ProxyFor;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// RFC 5737 reserves it for documentation: no machine has it.
constexpr char kElsewhere[] = "192.0.2.1";

// Without what the tests' own environment has.
class ProxyTest : public ::testing::Test {
 protected:
  void SetUp() override {
    rpc::UnsetProxies();
    for (const char* variable : {"no_grpc_proxy", "no_proxy"}) unsetenv(variable);
  }
};

TEST_F(ProxyTest, IsTheFirstThatTheEnvironmentNames) {
  EXPECT_EQ(ProxyFor(kElsewhere), std::nullopt);
  const EnvironmentVariable http("http_proxy", "http://one:1");
  EXPECT_EQ(ProxyFor(kElsewhere)->variable, "http_proxy");
  const EnvironmentVariable https("https_proxy", "http://two:2/");
  EXPECT_EQ(ProxyFor(kElsewhere)->url, "http://two:2");
  const EnvironmentVariable grpc("grpc_proxy", "");
  EXPECT_EQ(ProxyFor(kElsewhere), std::nullopt);
}

TEST_F(ProxyTest, IsOfTheKindThatGrpcSpeaksTo) {
  for (const char* other : {"https://proxy:1", "socks5://proxy:1", "proxy:1"}) {
    const EnvironmentVariable proxy("http_proxy", other);
    EXPECT_EQ(ProxyFor(kElsewhere), std::nullopt) << other;
  }
}

TEST_F(ProxyTest, HasNoSecretInItsUrl) {
  const EnvironmentVariable proxy("http_proxy", "http://ann:s3cret@proxy:3128/path");
  EXPECT_EQ(ProxyFor(kElsewhere)->url, "http://proxy:3128");
}

TEST_F(ProxyTest, IsNeverUsedForLoopback) {
  const EnvironmentVariable proxy("http_proxy", "http://proxy:1");
  for (const char* host : {"127.0.0.1", "127.1.2.3", "::1", "localhost"}) {
    EXPECT_EQ(ProxyFor(host), std::nullopt) << host;
  }
}

TEST_F(ProxyTest, IsNotUsedForTheHostsOfNoProxy) {
  const EnvironmentVariable proxy("http_proxy", "http://proxy:1");
  const EnvironmentVariable except("no_proxy", "example.org, 0.2.1");
  EXPECT_EQ(ProxyFor(kElsewhere), std::nullopt);
  EXPECT_NE(ProxyFor("192.0.2.3"), std::nullopt);
  const EnvironmentVariable first("no_grpc_proxy", "");
  EXPECT_NE(ProxyFor(kElsewhere), std::nullopt);
}

absl::Status Call(const std::shared_ptr<grpc::Channel>& channel) {
  rpc::CallContext context(rpc::kDefaultTimeout);
  grpc::health::v1::HealthCheckResponse response;
  return rpc::FromGrpcStatus(
      grpc::health::v1::Health::NewStub(channel)->Check(&context, {}, &response));
}

TEST_F(ProxyTest, IsNamedByTheStatusOfACallThatItFailed) {
  const base::LoopbackSocket refuses = base::BindLoopbackSocket();
  const std::string url = absl::StrCat("http://127.0.0.1:", refuses.port);
  const EnvironmentVariable proxy("https_proxy", url);
  EXPECT_THAT(Call(rpc::Dial({kElsewhere, 1})).ToString(),
              AllOf(StartsWith("UNAVAILABLE: "),
                    EndsWith(absl::StrCat("; through the proxy ", url, " of https_proxy"))));
  EXPECT_THAT(Call(rpc::Dial({"127.0.0.1", 1})).ToString(),
              AllOf(StartsWith("UNAVAILABLE: "), Not(HasSubstr("proxy"))));
}

// By default every gRPC server closes a connection that pings more often.
TEST(KeepaliveTest, SendsNoMorePingsThanAnyServerPermits) {
  const grpc::ChannelArguments arguments = rpc::ArgumentsOf({});
  const grpc_channel_args args = arguments.c_channel_args();
  std::optional<int> time;
  for (size_t i = 0; i < args.num_args; ++i) {
    if (args.args[i].key == std::string(GRPC_ARG_KEEPALIVE_TIME_MS)) {
      time = args.args[i].value.integer;
    }
  }
  EXPECT_GE(time.value_or(0), 300'000);
}

}  // namespace
}  // namespace workbook::tests
