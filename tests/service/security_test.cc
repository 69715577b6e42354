// What TLS, client certificates and tokens do to every call, whatever the service.
#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "base/mutex.h"
#include "conformance/matchers.h"
#include "health.grpc.pb.h"
#include "probe.grpc.pb.h"
#include "rpc/channel.h"
#include "rpc/security/peer.h"
#include "rpc/security/token_auth.h"
#include "rpc/server.h"
#include "tests/support/certs.h"

namespace workbook::tests {
namespace {

using conformance::IsOk;
using conformance::StatusIs;

namespace v1 = ::workbook::test::v1;
using grpc::health::v1::Health;
using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;
using std::chrono::steady_clock;
using ::testing::AnyOf;
using ::testing::HasSubstr;

constexpr auto kUnauthenticated = absl::StatusCode::kUnauthenticated;
constexpr auto kUnavailable = absl::StatusCode::kUnavailable;

// Answers every call, and keeps the peer of the last one.
class PeerProbe final : public rpc::Servable, public v1::ProbeService::CallbackService {
 public:
  void UsePeers(const rpc::security::Peers& peers) override { peers_ = peers; }
  void Register(grpc::ServerBuilder& builder) override { builder.RegisterService(this); }

  grpc::ServerUnaryReactor* Probe(grpc::CallbackServerContext* context, const v1::ProbeRequest*,
                                  v1::ProbeResponse*) override {
    ++calls_;
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    absl::StatusOr<rpc::security::Peer> peer = peers_.Of(*context);
    if (peer.ok()) {
      const base::MutexLock lock(mutex_);
      peer_ = *std::move(peer);
    }
    reactor->Finish(rpc::ToGrpcStatus(peer.status()));
    return reactor;
  }

  rpc::security::Peer peer() {
    const base::MutexLock lock(mutex_);
    return peer_;
  }
  int calls() const { return calls_; }

 private:
  rpc::security::Peers peers_;
  std::atomic<int> calls_ = 0;
  absl::Mutex mutex_;
  rpc::security::Peer peer_ ABSL_GUARDED_BY(mutex_);
};

class Security : public ::testing::Test {
 protected:
  void StartServer(const rpc::security::ServerSecurity& security) {
    auto server = rpc::Server::Listen({"127.0.0.1", 0}, probe_, security);
    ASSERT_THAT(server, IsOk());
    server_ = *std::move(server);
  }

  using Metadata = std::multimap<std::string, std::string>;
  grpc::Status Call(const std::shared_ptr<grpc::ChannelCredentials>& credentials,
                    const Metadata& metadata = {}, const std::string& host = "127.0.0.1") {
    return CallOn(rpc::Dial({host, server_->address().port}, credentials), metadata);
  }
  static grpc::Status CallOn(const std::shared_ptr<grpc::Channel>& channel,
                             const Metadata& metadata = {}) {
    rpc::CallContext context(std::chrono::seconds(20));
    for (const auto& [key, value] : metadata) context.AddMetadata(key, value);
    v1::ProbeResponse response;
    return v1::ProbeService::NewStub(channel)->Probe(&context, v1::ProbeRequest(), &response);
  }
  std::shared_ptr<grpc::Channel> Dial(
      const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
    return rpc::Dial(server_->address(), credentials);
  }

  const Certs& certs_ = Certs::Get();
  PeerProbe probe_;
  std::unique_ptr<rpc::Server> server_;
};

// ---- TLS ----

TEST_F(Security, CallsOverTls) {
  StartServer(certs_.Server());
  EXPECT_THAT(Call(certs_.Client()), IsOk());
  EXPECT_THAT(Call(certs_.Client(), {}, "localhost"), IsOk());
  EXPECT_EQ(probe_.peer().certificate_name, std::nullopt);
  EXPECT_EQ(probe_.peer().token_name(), std::nullopt);
}

TEST_F(Security, TrustsNoOtherAuthority) {
  StartServer(certs_.Server());
  EXPECT_THAT(Call(certs_.Client("other_ca")),
              StatusIs(kUnavailable, HasSubstr("certificate verify failed")));
}

TEST_F(Security, TrustsNoCertificateOfAnotherHost) {
  StartServer(certs_.Server("elsewhere"));
  EXPECT_THAT(Call(certs_.Client()),
              StatusIs(kUnavailable, HasSubstr("127.0.0.1 is not in peer certificate")));
}

TEST_F(Security, TrustsNoExpiredCertificate) {
  StartServer(certs_.Server("expired"));
  EXPECT_THAT(Call(certs_.Client()),
              StatusIs(kUnavailable, HasSubstr("certificate verify failed")));
}

TEST_F(Security, DoesNotFallBackToPlaintext) {
  StartServer(certs_.Server());
  EXPECT_THAT(Call(grpc::InsecureChannelCredentials()), StatusIs(kUnavailable));
  server_.reset();
  StartServer({});
  EXPECT_THAT(Call(certs_.Client()), StatusIs(kUnavailable, HasSubstr("wrong version number")));
  EXPECT_THAT(Call(grpc::InsecureChannelCredentials()), IsOk());
}

// ---- Client certificates ----

TEST_F(Security, RefusesClientsWithoutACertificateWhenItRequiresOne) {
  StartServer(certs_.Server("server", false, true));
  EXPECT_THAT(Call(certs_.Client()), StatusIs(kUnavailable));
  EXPECT_THAT(Call(certs_.Client("ca", "", "untrusted")), StatusIs(kUnavailable));
  EXPECT_EQ(probe_.peer().certificate_name, std::nullopt);
}

TEST_F(Security, ReadsTheNameInACertificate) {
  StartServer(certs_.Server("server", false, true));
  EXPECT_THAT(Call(certs_.Client("ca", "", "client")), IsOk());
  EXPECT_EQ(probe_.peer().certificate_name, "ann");
}

TEST_F(Security, IgnoresACertificateThatItDidNotRequest) {
  StartServer(certs_.Server());
  EXPECT_THAT(Call(certs_.Client("ca", "", "untrusted")), IsOk());
  EXPECT_EQ(probe_.peer().certificate_name, std::nullopt);
}

// ---- Tokens ----

TEST_F(Security, ReadsTheNameOfAToken) {
  StartServer(certs_.Server("server", true));
  EXPECT_THAT(Call(certs_.Client("ca", "ann")), IsOk());
  EXPECT_EQ(probe_.peer().token_name(), "ann");
  EXPECT_FALSE(probe_.peer().is_admin);  // although it calls from this machine
  EXPECT_TRUE(probe_.peer().credential->IsValid());
  EXPECT_THAT(Call(certs_.Client("ca", "admin")), IsOk());
  EXPECT_EQ(probe_.peer().token_name(), "root");
  EXPECT_TRUE(probe_.peer().is_admin);
}

TEST_F(Security, RefusesACallWithoutAValidTokenAtOnce) {
  StartServer(certs_.Server("server", true));
  // One of five tries: a machine that stalls breaks a connection, or is late.
  const auto is_refused_at_once = [&](const std::string& token) {
    for (int i = 0; i < 5; ++i) {
      const auto start = steady_clock::now();
      const grpc::Status status = Call(certs_.Client("ca", token));
      const auto took = steady_clock::now() - start;
      EXPECT_FALSE(status.ok()) << token;
      if (status.error_code() == grpc::StatusCode::UNAUTHENTICATED &&
          took < std::chrono::seconds(1)) {
        return true;
      }
    }
    return false;
  };
  for (const char* token : {"", "forged", "expired"}) {
    EXPECT_TRUE(is_refused_at_once(token)) << token;
  }
  EXPECT_EQ(probe_.calls(), 0);  // the gate refuses: no handler has to check
}

TEST_F(Security, RefusesAnAlmostValidToken) {
  StartServer(certs_.Server("server", true));
  const auto channel = Dial(certs_.Client());
  const std::string key = "authorization";
  const std::string good = "Bearer anns-secret-0123456789";
  EXPECT_THAT(CallOn(channel, {{key, good}}), IsOk());
  EXPECT_THAT(CallOn(channel, {{key, "bearer anns-secret-0123456789"}}), IsOk());  // RFC 9110
  for (const char* almost : {"", "Bearer", "Bearer ", "anns-secret-0123456789",
                             "Basic anns-secret-0123456789", "Bearer  anns-secret-0123456789",
                             "Bearer anns-secret-0123456789,", "Bearer anns-secret-012345678"}) {
    EXPECT_THAT(CallOn(channel, {{key, almost}}), StatusIs(kUnauthenticated)) << almost;
  }
  EXPECT_THAT(CallOn(channel, {{key, good}, {key, good}}), StatusIs(kUnauthenticated));
}

TEST_F(Security, NeverEchoesASecret) {
  StartServer(certs_.Server("server", true));
  for (const char* token : {"forged", "expired"}) {
    EXPECT_THAT(Call(certs_.Client("ca", token)).error_message(),
                ::testing::Not(HasSubstr("secret")));
  }
}

// gRPC's AuthContext belongs to the connection: the next call would read what this one wrote.
TEST_F(Security, TellsTheCallersOfOneConnectionApart) {
  StartServer(certs_.Server("server", true));
  const auto channel = Dial(certs_.Client());
  const std::string key = "authorization";
  for (int round = 0; round < 3; ++round) {
    EXPECT_THAT(CallOn(channel, {{key, "Bearer admins-secret-0123456789"}}), IsOk());
    EXPECT_EQ(probe_.peer().token_name(), "root");
    EXPECT_THAT(CallOn(channel, {{key, "Bearer anns-secret-0123456789"}}), IsOk());
    EXPECT_EQ(probe_.peer().token_name(), "ann");
    EXPECT_FALSE(probe_.peer().is_admin);
    EXPECT_THAT(CallOn(channel), StatusIs(kUnauthenticated));
  }
}

TEST_F(Security, RefusesHealthChecksAndUnknownMethodsToo) {
  StartServer(certs_.Server("server", true));
  const auto check = [](const std::shared_ptr<grpc::Channel>& channel) {
    rpc::CallContext context(std::chrono::seconds(20));
    HealthCheckResponse response;
    return Health::NewStub(channel)->Check(&context, HealthCheckRequest(), &response);
  };
  EXPECT_THAT(check(Dial(certs_.Client())), StatusIs(kUnauthenticated));
  EXPECT_THAT(check(Dial(certs_.Client("ca", "ann"))), IsOk());
  const auto call_by_name = [](const std::shared_ptr<grpc::Channel>& channel) {
    rpc::CallContext context(std::chrono::seconds(20));
    const grpc::ByteBuffer request(nullptr, 0);
    grpc::ByteBuffer response;
    grpc::Status status;
    absl::Notification ended;
    grpc::GenericStub(channel).UnaryCall(&context, "/no.such.Service/Call", {}, &request, &response,
                                         [&](grpc::Status s) {
                                           status = std::move(s);
                                           ended.Notify();
                                         });
    ended.WaitForNotification();
    return status;
  };
  EXPECT_THAT(call_by_name(Dial(certs_.Client())), StatusIs(kUnauthenticated));
  EXPECT_THAT(call_by_name(Dial(certs_.Client("ca", "ann"))),
              StatusIs(absl::StatusCode::kUnimplemented));
}

TEST_F(Security, RequiresBothACertificateAndATokenWhenSetTo) {
  StartServer(certs_.Server("server", true, true));
  EXPECT_THAT(Call(certs_.Client("ca", "ann")), StatusIs(kUnavailable));
  EXPECT_THAT(Call(certs_.Client("ca", "", "client")), StatusIs(kUnauthenticated));
  EXPECT_THAT(Call(certs_.Client("ca", "ann", "client")), IsOk());
  EXPECT_EQ(probe_.peer().certificate_name, "ann");
  EXPECT_EQ(probe_.peer().token_name(), "ann");
}

// gRPC's own rule: it keeps the secret off the wire whatever a program's flags allow.
TEST_F(Security, SendsNoTokenOverPlaintext) {
  StartServer({});
  const auto channel = Dial(grpc::InsecureChannelCredentials());
  rpc::CallContext context(std::chrono::seconds(20));
  context.set_credentials(grpc::AccessTokenCredentials("anns-secret-0123456789"));
  v1::ProbeResponse response;
  EXPECT_THAT(v1::ProbeService::NewStub(channel)->Probe(&context, v1::ProbeRequest(), &response),
              StatusIs(kUnauthenticated, HasSubstr("security level")));
}

// ---- Without tokens ----

TEST_F(Security, TreatsACallerOfThisMachineAsAnAdministratorWithoutTokens) {
  StartServer({});
  EXPECT_THAT(Call(grpc::InsecureChannelCredentials()), IsOk());
  EXPECT_TRUE(probe_.peer().is_admin);
}

TEST_F(Security, DoesNotTreatAProxysClientAsAnAdministrator) {
  StartServer({});
  for (const char* key : {"via", "forwarded", "x-forwarded-for", "x-envoy-internal"}) {
    EXPECT_THAT(Call(grpc::InsecureChannelCredentials(), {{key, "1"}}), IsOk());
    EXPECT_FALSE(probe_.peer().is_admin) << key;
  }
}

TEST_F(Security, TreatsACallerOfThisProcessAsAnAdministrator) {
  server_ = rpc::Server::InProcess(probe_);
  EXPECT_THAT(CallOn(server_->InProcessChannel()), IsOk());
  EXPECT_TRUE(probe_.peer().is_admin);
  EXPECT_EQ(probe_.peer().certificate_name, std::nullopt);
}

// Its peer() is "unknown" in gRPC 1.51 and "" in 1.83. Whoever else has such a peer() must not be
// an administrator.
TEST_F(Security, DoesNotTreatACallerWithoutAnAddressAsAnAdministrator) {
  StartServer({});
  EXPECT_THAT(CallOn(server_->InProcessChannel()), IsOk());
  EXPECT_FALSE(probe_.peer().is_admin);
}

TEST_F(Security, RecognisesThisMachineByItsIpv6AddressToo) {
  auto server = rpc::Server::Listen({"::", 0}, probe_);
  if (!server.ok()) GTEST_SKIP() << "this machine has no IPv6: " << server.status();
  server_ = *std::move(server);
  for (const char* host : {"::1", "127.0.0.1"}) {
    EXPECT_THAT(Call(grpc::InsecureChannelCredentials(), {}, host), IsOk()) << host;
    EXPECT_TRUE(probe_.peer().is_admin) << host;
  }
}

}  // namespace
}  // namespace workbook::tests
