#include "tests/e2e/server_suite.h"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stop_token>
#include <thread>

#include "absl/strings/str_cat.h"
#include "conformance/eventually.h"
#include "conformance/matchers.h"
#include "rpc/status.h"
#include "tests/e2e/programs.h"
#include "tests/e2e/raw_call.h"
#include "tests/support/certs.h"
#include "tests/support/silent_pipe.h"

namespace workbook::tests {
namespace {

using conformance::Eventually;
using conformance::IsOk;
using conformance::StatusIs;

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::MatchesRegex;
using ::testing::SizeIs;
using ::testing::StartsWith;

const base::Exit kExit0{0, 0};
const base::Exit kExit1{1, 0};
const base::Exit kExit2{2, 0};

// grpc.health.v1.HealthCheckRequest {string service = 1}, HealthCheckResponse {status = 1}.
const std::string kWholeServer;
const std::string kServing("\x08\x01", 2);

// While it lives, children of this process start with this soft limit of open descriptors.
class LowDescriptorLimit {
 public:
  explicit LowDescriptorLimit(rlim_t limit) {
    getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit low{limit, before_.rlim_max};
    setrlimit(RLIMIT_NOFILE, &low);
  }
  ~LowDescriptorLimit() { setrlimit(RLIMIT_NOFILE, &before_); }
  rlim_t hard() const { return before_.rlim_max; }

 private:
  rlimit before_{};
};

// Whether `pid` blocks `signal`, which can then no longer end it.
bool Blocks(pid_t pid, int signal) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (!line.starts_with("SigBlk:")) continue;
    const uint64_t blocked = std::stoull(line.substr(7), nullptr, 16);
    const auto has = [blocked](int one) { return ((blocked >> (one - 1)) & 1) != 0; };
    // Between fork and exec, posix_spawn blocks all signals; that is not the program yet.
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

// A call that the server has answered once and keeps open.
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

TEST_P(ServerSuite, PrintsHelpWithAnExample) {
  const Outcome outcome = RunProgram({Name(), "--help"});
  EXPECT_EQ(outcome.exit, kExit0);
  EXPECT_THAT(outcome.out, AllOf(Contains("Example:"), Contains(HasSubstr("  " + Name() + " "))));
  EXPECT_THAT(outcome.out, Contains(AllOf(HasSubstr("--port"),
                                          HasSubstr(std::to_string(GetParam().default_port)))));
  EXPECT_THAT(outcome.out, Each(SizeIs(Le(80U))));
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST_P(ServerSuite, ExitsWith2AndHelpOnWrongUsage) {
  for (const char* wrong : {"--no-such-flag", "--port=65536", "--port=http", "stray"}) {
    const Outcome outcome = RunProgram(With({wrong}));
    EXPECT_EQ(outcome.exit, kExit2) << wrong;
    EXPECT_THAT(outcome.err, AllOf(Contains(StartsWith(Name() + ": ")), Contains("Example:")));
    EXPECT_THAT(outcome.out, IsEmpty());
  }
}

TEST_P(ServerSuite, PrintsTheAddressThatItListensOn) {
  RunningServer server(GetParam().argv);
  EXPECT_GT(server.port(), 0);
  EXPECT_EQ(server.ready_line(),
            Name() + " listening on 127.0.0.1:" + std::to_string(server.port()));
  const Outcome outcome = server.Stop(SIGTERM);
  EXPECT_THAT(outcome.out, ElementsAre(server.ready_line()));
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST_P(ServerSuite, RefusesAPortInUse) {
  RunningServer first(GetParam().argv);
  const Outcome second = RunProgram(With({first.PortFlag()}));
  EXPECT_EQ(second.exit, kExit1);
  EXPECT_THAT(second.err, ElementsAre(AllOf(StartsWith(Name() + ": "), HasSubstr("in use"))));
  EXPECT_THAT(second.out, IsEmpty());
}

TEST_P(ServerSuite, ReportsAnAddressThatCannotBeBound) {
  // RFC 5737 reserves it for documentation: no machine has it.
  const Outcome outcome = RunProgram(With({"--host=192.0.2.1", "--port=0", "--insecure"}));
  EXPECT_EQ(outcome.exit, kExit1);
  EXPECT_THAT(outcome.err, ElementsAre(AllOf(StartsWith(Name() + ": "), HasSubstr("192.0.2.1"))));
  EXPECT_THAT(outcome.out, IsEmpty());
}

TEST_P(ServerSuite, ServesPlaintextBeyondLoopbackOnlyWithInsecure) {
  const Outcome refused = RunProgram(With({"--host=0.0.0.0", "--port=0"}));
  EXPECT_EQ(refused.exit, kExit1);
  EXPECT_THAT(refused.err, ElementsAre(AllOf(HasSubstr("--insecure"), HasSubstr("--tls-cert"))));
  EXPECT_THAT(refused.out, IsEmpty());
  RunningServer insecure(With({"--host=0.0.0.0", "--insecure"}));
  EXPECT_THAT(insecure.ready_line(), HasSubstr("0.0.0.0:"));
  EXPECT_EQ(insecure.Stop(SIGTERM).exit, kExit0);
}

TEST_P(ServerSuite, ServesTlsAnywhere) {
  RunningServer server(OverTls({"--host=0.0.0.0"}));
  EXPECT_THAT(CheckHealth(server.address(), Certs::Get().Client()), IsOk());
  EXPECT_THAT(CheckHealth(server.address(), grpc::InsecureChannelCredentials()),
              StatusIs(absl::StatusCode::kUnavailable));
}

TEST_P(ServerSuite, AcceptsOnlyCertificatesOfTheAuthority) {
  const Certs& certs = Certs::Get();
  RunningServer server(OverTls({"--tls-client-ca=" + certs / "ca.pem"}));
  EXPECT_THAT(CheckHealth(server.address(), certs.Client("ca", "", "client")), IsOk());
  EXPECT_THAT(CheckHealth(server.address(), certs.Client()),
              StatusIs(absl::StatusCode::kUnavailable));
}

TEST_P(ServerSuite, AcceptsOnlyValidTokens) {
  const Certs& certs = Certs::Get();
  RunningServer server(OverTls({"--tokens=" + certs / "tokens.txtpb"}));
  EXPECT_THAT(CheckHealth(server.address(), certs.Client("ca", "ann")), IsOk());
  for (const char* token : {"", "forged", "expired"}) {
    EXPECT_THAT(CheckHealth(server.address(), certs.Client("ca", token)),
                StatusIs(absl::StatusCode::kUnauthenticated))
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
  EXPECT_THAT(call("ann"), StatusIs(absl::StatusCode::kUnauthenticated));
  std::filesystem::copy_file(certs / "tokens.txtpb", tokens,
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_TRUE(Eventually([&] { return call("ann").ok(); }));
  folder.Write("tokens", "broken");
  EXPECT_TRUE(Eventually([&] {  // a call rereads the file, at most once a second
    return call("ann").ok() && !server.process().lines(base::Process::Stream::kStderr).empty();
  }));
  folder.Write("tokens", "# all revoked");
  EXPECT_TRUE(Eventually([&] { return !call("ann").ok(); }));
  const Outcome outcome = server.Stop(SIGTERM);
  EXPECT_EQ(outcome.exit, kExit0);
  EXPECT_THAT(outcome.err, ElementsAre(HasSubstr(tokens + ":1: "), HasSubstr("valid again")));
}

TEST_P(ServerSuite, NamesTheWrongFileOfTlsOrTokensInOneLine) {
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

TEST_P(ServerSuite, AcceptsTokensOnlyWithTls) {
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

TEST_P(ServerSuite, ExitsWith0OnSigintAndSigterm) {
  for (const int signal : {SIGINT, SIGTERM}) {
    RunningServer server(GetParam().argv);
    EXPECT_EQ(server.Stop(signal).exit, kExit0) << signal;
  }
}

TEST_P(ServerSuite, RaisesItsDescriptorLimitAndPrintsItOnSigusr1) {
  const LowDescriptorLimit limit(256);
  RunningServer server(GetParam().argv);
  server.process().Signal(SIGUSR1);
  const auto line =
      server.process().WaitForLine(base::Process::Stream::kStderr, " descriptors", kHang);
  ASSERT_THAT(line.status(), IsOk());
  EXPECT_THAT(*line, MatchesRegex(Name() + ": up [0-9]+ s, [0-9]+ of " +
                                  std::to_string(limit.hard()) + " descriptors.*"));
  EXPECT_THAT(IsHealthyNow(server), IsOk());
  const Outcome outcome = server.Stop(SIGTERM);
  EXPECT_EQ(outcome.exit, kExit0);
  EXPECT_THAT(outcome.err, ElementsAre(*line));
}

TEST_P(ServerSuite, SurvivesAFloodOfSigusr1AndEndsDuringIt) {
  RunningServer server(GetParam().argv);
  const std::jthread flood([&server](const std::stop_token& stop) {
    while (!stop.stop_requested()) server.process().Signal(SIGUSR1);
  });
  for (int i = 0; i < 10; ++i) EXPECT_THAT(IsHealthyNow(server), IsOk());
  EXPECT_EQ(server.Stop(SIGTERM).exit, kExit0);
}

TEST_P(ServerSuite, SurvivesSigusr1BeforeItServes) {
  const auto process = StartProgram(With({"--port=0"}));
  ASSERT_NE(process, nullptr);
  // A program cannot block signals before main begins. A ready program waits for the signal and no
  // longer blocks it.
  ASSERT_TRUE(Eventually([&] {
    return Blocks(process->pid(), SIGUSR1) ||
           !process->lines(base::Process::Stream::kStdout).empty();
  }));
  while (process->lines(base::Process::Stream::kStdout).empty()) process->Signal(SIGUSR1);
  process->Signal(SIGTERM);
  EXPECT_EQ(WaitForOutcome(*process).exit, kExit0);
}

TEST_P(ServerSuite, EndsAtASignalWhileItReadsAFile) {
  for (const int signal : {SIGINT, SIGTERM}) {
    SilentPipe pipe;
    const auto process =
        StartProgram(With({"--port=0", "--tls-cert=" + pipe.path(), "--tls-key=x"}));
    ASSERT_NE(process, nullptr);
    ASSERT_TRUE(pipe.IsRead());
    process->Signal(signal);
    const Outcome outcome = WaitForOutcome(*process);
    EXPECT_EQ(outcome.exit, (base::Exit{0, signal}));
    EXPECT_THAT(outcome.out, IsEmpty());
  }
}

TEST_P(ServerSuite, NamesAFileWithoutAnEnd) {
  const Outcome outcome = RunProgram(With({"--port=0", "--tls-cert=/dev/zero", "--tls-key=x"}));
  EXPECT_EQ(outcome.exit, kExit1);
  EXPECT_THAT(outcome.err, ElementsAre(Name() + ": /dev/zero: larger than the limit of 1 MiB"));
}

// Address space is what threads and memory run out of alike.
TEST_P(ServerSuite, ServesOrNamesWhatItLacksInOneLine) {
  if (ProgramsAreSanitized()) GTEST_SKIP() << "a sanitizer needs terabytes of address space";
  std::vector<std::string> argv = With({"--port=0"});
  argv[0] = ProgramPath(argv[0]);
  int refused = 0;
  for (const int megabytes : {64, 80, 96, 112, 128, 160, 200, 256, 320, 400, 1000}) {
    std::vector<std::string> limited = {"/usr/bin/prlimit", "--core=0",
                                        absl::StrCat("--as=", megabytes * 1'000'000)};
    limited.insert(limited.end(), argv.begin(), argv.end());
    const auto process = StartProgram(limited);
    ASSERT_NE(process, nullptr);
    if (process->WaitForLine(base::Process::Stream::kStdout, " listening on ", kHang).ok()) {
      process->Signal(SIGTERM);
      EXPECT_EQ(WaitForOutcome(*process).exit, kExit0) << megabytes;
      continue;
    }
    ++refused;
    const Outcome outcome = WaitForOutcome(*process);
    EXPECT_EQ(outcome.exit, kExit1) << megabytes;
    EXPECT_THAT(outcome.err, ElementsAre(AllOf(StartsWith(Name() + ": "), HasSubstr("ulimit -v"))))
        << megabytes;
  }
  EXPECT_GT(refused, 0);
}

TEST_P(ServerSuite, CanRestartOnItsPort) {
  RunningServer first(GetParam().argv);
  const auto call = Watch(rpc::Dial(first.address()));
  // With SIGTERM the open call would use up the drain's time. The kernel closes the connection
  // here; the side that closes first stays in TIME_WAIT.
  EXPECT_EQ(first.Stop(SIGKILL).exit, (base::Exit{0, SIGKILL}));
  RunningServer second(GetParam().argv, first.port());
  EXPECT_EQ(second.port(), first.port());
}

}  // namespace workbook::tests
