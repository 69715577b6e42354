#include "pairs/server_suite.h"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>

#include "pairs/programs.h"
#include "pairs/raw_call.h"
#include "rpc/status.h"
#include "support/certs.h"
#include "support/eventually.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

const runner::Exit kExit0{0, 0};
const runner::Exit kExit1{1, 0};
const runner::Exit kExit2{2, 0};

// grpc.health.v1.HealthCheckRequest {string service = 1}, HealthCheckResponse {status = 1}.
const std::string kWholeServer;
const std::string kServing("\x08\x01", 2);

// The soft limit of open descriptors that this process's children start with, while one lives.
class ScarceDescriptors {
 public:
  explicit ScarceDescriptors(rlim_t limit) {
    getrlimit(RLIMIT_NOFILE, &kept_);
    const rlimit scarce{limit, kept_.rlim_max};
    setrlimit(RLIMIT_NOFILE, &scarce);
  }
  ~ScarceDescriptors() { setrlimit(RLIMIT_NOFILE, &kept_); }
  rlim_t hard() const { return kept_.rlim_max; }

 private:
  rlimit kept_{};
};

// Whether `pid` blocks `signal`: from then on it cannot be ended by it.
bool Blocks(pid_t pid, int signal) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (!line.starts_with("SigBlk:")) continue;
    const uint64_t blocked = std::stoull(line.substr(7), nullptr, 16);
    const auto has = [blocked](int one) { return ((blocked >> (one - 1)) & 1) != 0; };
    // Between fork and exec all signals are blocked: that is posix_spawn, not the program.
    return has(signal) && !has(SIGHUP);
  }
  return false;
}

absl::Status IsHealthyNow(const RunningServer& server) {
  RawCall check(rpc::Dial(server.address()), "/grpc.health.v1.Health/Check");
  check.Write(kWholeServer);
  check.WritesDone();
  EXPECT_EQ(check.Read(), kServing);
  return rpc::FromGrpcStatus(check.Finish());
}

// A call that the server has answered once and would not end by itself.
std::unique_ptr<RawCall> Watch(const std::shared_ptr<grpc::Channel>& channel) {
  auto call = std::make_unique<RawCall>(channel, "/grpc.health.v1.Health/Watch");
  call->Write(kWholeServer);
  call->WritesDone();
  EXPECT_EQ(call->Read(), kServing);
  return call;
}

grpc::Status CheckHealth(const rpc::Address& address,
                         const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
  RawCall check(rpc::Dial(address, credentials), "/grpc.health.v1.Health/Check");
  check.Write(kWholeServer);
  check.WritesDone();
  check.Read();
  return check.Finish();
}

}  // namespace

std::vector<std::string> ServerSuite::OverTls(std::vector<std::string> more) {
  const Certs& certs = Certs::Get();
  more.insert(more.end(),
              {"--tls-cert=" + certs / "server.pem", "--tls-key=" + certs / "server.key"});
  return With(more);
}

std::vector<std::string> ServerSuite::With(std::vector<std::string> more) {
  std::vector<std::string> argv = GetParam().argv;
  argv.insert(argv.end(), more.begin(), more.end());
  return argv;
}

TEST_P(ServerSuite, HelpsWithAnExample) {
  const Outcome outcome = RunProgram({Name(), "--help"});
  EXPECT_EQ(outcome.exit, kExit0);
  EXPECT_THAT(outcome.out, AllOf(Contains("Example:"), Contains(HasSubstr("  " + Name() + " "))));
  EXPECT_THAT(outcome.out, Contains(AllOf(HasSubstr("--port"),
                                          HasSubstr(std::to_string(GetParam().default_port)))));
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST_P(ServerSuite, AnswersWrongUsageWithHelpAndStatus2) {
  for (const char* wrong : {"--no-such-flag", "--port=65536", "--port=http", "stray"}) {
    const Outcome outcome = RunProgram(With({wrong}));
    EXPECT_EQ(outcome.exit, kExit2) << wrong;
    EXPECT_THAT(outcome.err, AllOf(Contains(StartsWith(Name() + ": ")), Contains("Example:")));
    EXPECT_THAT(outcome.out, IsEmpty());
  }
}

TEST_P(ServerSuite, SaysWhereItListens) {
  RunningServer server(GetParam().argv);
  EXPECT_GT(server.port(), 0);
  EXPECT_EQ(server.ready_line(),
            Name() + " listening on 127.0.0.1:" + std::to_string(server.port()));
  const Outcome outcome = server.Stop(SIGTERM);
  EXPECT_THAT(outcome.out, ElementsAre(server.ready_line()));
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST_P(ServerSuite, RefusesAPortThatIsTaken) {
  RunningServer first(GetParam().argv);
  const Outcome second = RunProgram(With({first.PortFlag()}));
  EXPECT_EQ(second.exit, kExit1);
  EXPECT_THAT(second.err, ElementsAre(AllOf(StartsWith(Name() + ": "), HasSubstr("in use"))));
  EXPECT_THAT(second.out, IsEmpty());
}

TEST_P(ServerSuite, SaysThatAnAddressCannotBeBound) {
  // Reserved for documentation (RFC 5737): no machine has it.
  const Outcome outcome = RunProgram(With({"--host=192.0.2.1", "--port=0", "--insecure"}));
  EXPECT_EQ(outcome.exit, kExit1);
  EXPECT_THAT(outcome.err, ElementsAre(AllOf(StartsWith(Name() + ": "), HasSubstr("192.0.2.1"))));
  EXPECT_THAT(outcome.out, IsEmpty());
}

TEST_P(ServerSuite, ServesPlaintextBeyondLoopbackOnlyWhenTold) {
  const Outcome refused = RunProgram(With({"--host=0.0.0.0", "--port=0"}));
  EXPECT_EQ(refused.exit, kExit1);
  EXPECT_THAT(refused.err, ElementsAre(AllOf(HasSubstr("--insecure"), HasSubstr("--tls-cert"))));
  EXPECT_THAT(refused.out, IsEmpty());
  RunningServer told(With({"--host=0.0.0.0", "--insecure"}));
  EXPECT_THAT(told.ready_line(), HasSubstr("0.0.0.0:"));
  EXPECT_EQ(told.Stop(SIGTERM).exit, kExit0);
}

TEST_P(ServerSuite, ServesTlsAnywhere) {
  RunningServer server(OverTls({"--host=0.0.0.0"}));
  EXPECT_THAT(CheckHealth(server.address(), Certs::Get().Client()), IsOk());
  EXPECT_THAT(CheckHealth(server.address(), grpc::InsecureChannelCredentials()),
              HasCode(absl::StatusCode::kUnavailable));
}

TEST_P(ServerSuite, LetsInOnlyCertificatesOfTheAuthority) {
  const Certs& certs = Certs::Get();
  RunningServer server(OverTls({"--tls-client-ca=" + certs / "ca.pem"}));
  EXPECT_THAT(CheckHealth(server.address(), certs.Client("ca", "", "client")), IsOk());
  EXPECT_THAT(CheckHealth(server.address(), certs.Client()),
              HasCode(absl::StatusCode::kUnavailable));
}

TEST_P(ServerSuite, LetsInOnlyValidTokens) {
  const Certs& certs = Certs::Get();
  RunningServer server(OverTls({"--tokens=" + certs / "tokens.txtpb"}));
  EXPECT_THAT(CheckHealth(server.address(), certs.Client("ca", "ann")), IsOk());
  for (const char* token : {"", "forged", "expired"}) {
    EXPECT_THAT(CheckHealth(server.address(), certs.Client("ca", token)),
                HasCode(absl::StatusCode::kUnauthenticated))
        << token;
  }
}

TEST_P(ServerSuite, SeesItsTokensChange) {
  const Certs& certs = Certs::Get();
  const ScratchFolder folder;
  const std::string tokens = folder.Write("tokens", "");
  RunningServer server(OverTls({"--tokens=" + tokens}));
  const auto call = [&](const std::string& token) {
    return CheckHealth(server.address(), certs.Client("ca", token));
  };
  EXPECT_THAT(call("ann"), HasCode(absl::StatusCode::kUnauthenticated));
  std::filesystem::copy_file(certs / "tokens.txtpb", tokens,
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_TRUE(Eventually([&] { return call("ann").ok(); }));
  folder.Write("tokens", "broken");
  EXPECT_TRUE(Eventually([&] {  // each call looks, at most once a second
    return call("ann").ok() && !server.process().lines(runner::Process::Stream::kStderr).empty();
  }));
  folder.Write("tokens", "# all withdrawn");
  EXPECT_TRUE(Eventually([&] { return !call("ann").ok(); }));
  const Outcome outcome = server.Stop(SIGTERM);
  EXPECT_EQ(outcome.exit, kExit0);
  EXPECT_THAT(outcome.err, ElementsAre(HasSubstr(tokens + ":1: "), HasSubstr("whole again")));
}

TEST_P(ServerSuite, SaysInOneLineWhichFileOfTlsOrTokensIsWrong) {
  const Certs& certs = Certs::Get();
  const std::string certificate = "--tls-cert=" + certs / "server.pem";
  const std::string key = "--tls-key=" + certs / "server.key";
  const std::string wrong = certs / "ann.token";
  using Argv = std::vector<std::string>;
  for (const Argv& argv : {Argv{"--tls-cert=" + wrong, key},
                           {certificate, "--tls-key=" + wrong},
                           {certificate, "--tls-key=" + wrong + ".not"},
                           {certificate, key, "--tls-client-ca=" + wrong},
                           {certificate, key, "--tokens=" + wrong}}) {
    const Outcome outcome = RunProgram(With(argv));
    EXPECT_EQ(outcome.exit, kExit1);
    EXPECT_THAT(outcome.err, ElementsAre(AllOf(StartsWith(Name() + ": "), HasSubstr(wrong))));
    EXPECT_THAT(outcome.out, IsEmpty());
  }
  const Outcome outcome =
      RunProgram(With({certificate, "--tls-key=" + certs / "client.key", "--port=0"}));
  EXPECT_EQ(outcome.exit, kExit1);
  EXPECT_THAT(outcome.err, ElementsAre(HasSubstr("client.key: not the key")));
}

TEST_P(ServerSuite, TakesTokensOnlyWithTls) {
  for (const std::string file : {"--tokens=", "--tls-client-ca=", "--tls-key="}) {
    const Outcome outcome = RunProgram(With({file + Certs::Get() / "tokens.txtpb"}));
    EXPECT_EQ(outcome.exit, kExit2);
    EXPECT_THAT(outcome.err.at(0), AllOf(StartsWith(Name() + ": "), HasSubstr("--tls-cert")));
  }
}

TEST_P(ServerSuite, IsHealthy) {
  RunningServer server(GetParam().argv);
  EXPECT_THAT(IsHealthyNow(server), IsOk());
}

TEST_P(ServerSuite, ListsItsServicesByReflection) {
  RunningServer server(GetParam().argv);
  RawCall call(rpc::Dial(server.address()),
               "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo");
  call.Write(std::string("\x3a\x00", 2));  // ServerReflectionRequest {list_services = 7: ""}
  call.WritesDone();
  const std::string response = call.Read().value_or("");
  for (const std::string& service : GetParam().services) {
    EXPECT_THAT(response, HasSubstr("\x0a" + std::string(1, static_cast<char>(service.size())) +
                                    service));  // string name = 1
  }
  EXPECT_THAT(call.Finish(), IsOk());
}

TEST_P(ServerSuite, EndsWellOnSigintAndSigterm) {
  for (const int signal : {SIGINT, SIGTERM}) {
    RunningServer server(GetParam().argv);
    EXPECT_EQ(server.Stop(signal).exit, kExit0) << signal;
  }
}

TEST_P(ServerSuite, RaisesItsLimitOfDescriptorsAndSaysItOnSigusr1) {
  const ScarceDescriptors scarce(256);
  RunningServer server(GetParam().argv);
  server.process().Signal(SIGUSR1);
  const auto line =
      server.process().WaitForLine(runner::Process::Stream::kStderr, " descriptors", kHang);
  ASSERT_THAT(line.status(), IsOk());
  EXPECT_THAT(*line, MatchesRegex(Name() + ": up [0-9]+ s, [0-9]+ of " +
                                  std::to_string(scarce.hard()) + " descriptors.*"));
  EXPECT_THAT(IsHealthyNow(server), IsOk());
  const Outcome outcome = server.Stop(SIGTERM);
  EXPECT_EQ(outcome.exit, kExit0);
  EXPECT_THAT(outcome.err, ElementsAre(*line));
}

TEST_P(ServerSuite, LivesThroughAStormOfSigusr1AndEndsInIt) {
  RunningServer server(GetParam().argv);
  std::atomic<bool> over = false;
  std::thread storm([&] {
    while (!over) server.process().Signal(SIGUSR1);
  });
  for (int i = 0; i < 10; ++i) EXPECT_THAT(IsHealthyNow(server), IsOk());
  EXPECT_EQ(server.Stop(SIGTERM).exit, kExit0);
  over = true;
  storm.join();
}

TEST_P(ServerSuite, LivesThroughSigusr1BeforeItServes) {
  const auto process = StartProgram(With({"--port=0"}));
  ASSERT_NE(process, nullptr);
  // The loader takes its time before main begins; nothing that a program does could help there. Who
  // is ready already waits for the signal, and who waits for one does not block it.
  ASSERT_TRUE(Eventually([&] {
    return Blocks(process->pid(), SIGUSR1) ||
           !process->lines(runner::Process::Stream::kStdout).empty();
  }));
  while (process->lines(runner::Process::Stream::kStdout).empty()) process->Signal(SIGUSR1);
  process->Signal(SIGTERM);
  EXPECT_EQ(WaitForOutcome(*process).exit, kExit0);
}

TEST_P(ServerSuite, CanBeStartedAgainOnItsPort) {
  RunningServer first(GetParam().argv);
  const auto call = Watch(rpc::Dial(first.address()));
  // Not SIGTERM, only because the call would use up the drain's time. The kernel closes for it, and
  // the connection of who closes first stays in TIME_WAIT.
  EXPECT_EQ(first.Stop(SIGKILL).exit, (runner::Exit{0, SIGKILL}));
  RunningServer second(GetParam().argv, first.port());
  EXPECT_EQ(second.port(), first.port());
}

}  // namespace workbook::testing
