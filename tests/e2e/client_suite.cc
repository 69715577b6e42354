#include "tests/e2e/client_suite.h"

#include <gmock/gmock.h>

#include <chrono>
#include <memory>

#include "absl/strings/str_cat.h"
#include "conformance/matchers.h"
#include "rpc/server.h"
#include "tests/e2e/programs.h"
#include "tests/support/certs.h"
#include "tests/support/environment_variable.h"

namespace workbook::tests {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::SizeIs;
using ::testing::StartsWith;
using Clock = std::chrono::steady_clock;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

// A server without services, for clients that must fail during the handshake.
class TlsServer final : public rpc::Servable {
 public:
  explicit TlsServer(const std::string& certificate)
      : server_(*rpc::Server::Listen({"127.0.0.1", 0}, *this, Certs::Get().Server(certificate))) {}
  void Register(grpc::ServerBuilder& /*builder*/) override {}
  std::string PortFlag() const { return "--port=" + std::to_string(server_->address().port); }

 private:
  const std::unique_ptr<rpc::Server> server_;
};

}  // namespace

std::vector<std::string> ClientSuite::With(std::vector<std::string> more) {
  std::vector<std::string> argv = GetParam().argv;
  argv.insert(argv.end(), more.begin(), more.end());
  return argv;
}

TEST_P(ClientSuite, PrintsHelpWithAnExample) {
  const Outcome outcome = RunProgram({Name(), "--help"});
  EXPECT_EQ(outcome.exit, (base::Exit{0, 0}));
  EXPECT_THAT(outcome.out, AllOf(Contains("Example:"), Contains(HasSubstr("  " + Name() + " "))));
  EXPECT_THAT(outcome.out, Each(SizeIs(Le(80U))));
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST_P(ClientSuite, FailsWhenItsOutputCannotBeWritten) {
  RunningServer server({GetParam().server});
  for (const auto& argv : {With({server.PortFlag()}), {Name(), "--help"}}) {
    std::vector<std::string> command = {"/bin/sh", "-c", "exec \"$@\" >/dev/full", "sh",
                                        ProgramPath(argv.front())};
    command.insert(command.end(), argv.begin() + 1, argv.end());
    const Outcome outcome = RunProgram(command, "hello\n");
    EXPECT_EQ(outcome.exit, (base::Exit{1, 0}));
    EXPECT_THAT(outcome.err,
                ElementsAre(Name() + ": cannot write standard output: No space left on device"));
  }
}

TEST_P(ClientSuite, ExitsWith2AndHelpOnWrongUsage) {
  std::vector<std::string> wrongs = GetParam().wrong;
  wrongs.insert(wrongs.end(), {"--port=65536", "--timeout=0", "--timeout=soon"});
  for (const std::string& wrong : wrongs) {
    const Outcome outcome = RunProgram(With({wrong}));
    EXPECT_EQ(outcome.exit, (base::Exit{2, 0})) << wrong;
    EXPECT_THAT(outcome.err, AllOf(Contains(StartsWith(Name() + ": ")), Contains("Example:")));
    EXPECT_THAT(outcome.out, IsEmpty());
  }
}

TEST_P(ClientSuite, CallsOverTlsWithATokenAndACertificate) {
  const Certs& certs = Certs::Get();
  RunningServer server({GetParam().server, "--tls-cert=" + certs / "server.pem",
                        "--tls-key=" + certs / "server.key", "--tls-client-ca=" + certs / "ca.pem",
                        "--tokens=" + certs / "tokens.txtpb"});
  const Outcome outcome =
      RunProgram(With({server.PortFlag(), "--host=localhost", "--tls-ca=" + certs / "ca.pem",
                       "--tls-cert=" + certs / "client.pem", "--tls-key=" + certs / "client.key",
                       "--token-file=" + certs / "ann.token"}),
                 "a line\n");
  EXPECT_EQ(outcome.exit, (base::Exit{0, 0}));
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST_P(ClientSuite, ReportsAServerThatItDoesNotTrust) {
  const Certs& certs = Certs::Get();
  for (const auto& [certificate, ca] :
       {std::pair("server", "other_ca"), {"elsewhere", "ca"}, {"expired", "ca"}}) {
    const TlsServer server(certificate);
    const Outcome outcome =
        RunProgram(With({server.PortFlag(), "--tls-ca=" + certs / ca + ".pem"}), "a line\n");
    EXPECT_EQ(outcome.exit, (base::Exit{1, 0})) << certificate;
    EXPECT_THAT(outcome.err, ElementsAre(AllOf(StartsWith("UNAVAILABLE: "),
                                               HasSubstr("certificate"), HasSubstr("; TLS: "))));
  }
}

TEST_P(ClientSuite, ReportsThatTheServerNeedsTls) {
  const TlsServer server("server");
  const Outcome outcome = RunProgram(With({server.PortFlag()}), "a line\n");
  EXPECT_EQ(outcome.exit, (base::Exit{1, 0}));
  EXPECT_THAT(outcome.err, ElementsAre(AllOf(StartsWith("UNAVAILABLE: "), HasSubstr("--tls-ca"))));
}

TEST_P(ClientSuite, ReportsThatTheServerRefusesItsToken) {
  const Certs& certs = Certs::Get();
  RunningServer server({GetParam().server, "--tls-cert=" + certs / "server.pem",
                        "--tls-key=" + certs / "server.key", "--tokens=" + certs / "tokens.txtpb"});
  std::vector<std::string> flags = {server.PortFlag(), "--tls-ca=" + certs / "ca.pem"};
  for (const char* token : {"", "forged", "expired"}) {
    std::vector<std::string> argv = flags;
    if (*token != '\0') argv.push_back("--token-file=" + certs / token + ".token");
    const Outcome outcome = RunProgram(With(argv), "a line\n");
    EXPECT_EQ(outcome.exit, (base::Exit{1, 0})) << token;
    EXPECT_THAT(outcome.err, Contains(AllOf(StartsWith("UNAUTHENTICATED: "), HasSubstr("token"))));
    EXPECT_THAT(outcome.out, ::testing::Each(::testing::Not(HasSubstr("a line"))));
  }
}

TEST_P(ClientSuite, NamesTheWrongFileOfTlsOrTokensInOneLine) {
  const Certs& certs = Certs::Get();
  const std::string ca = "--tls-ca=" + certs / "ca.pem";
  const std::string wrong = certs / "tokens.txtpb";
  using Argv = std::vector<std::string>;
  for (const Argv& argv :
       {Argv{"--tls-ca=" + wrong},
        {ca, "--token-file=" + wrong},
        {ca, "--tls-cert=" + wrong, "--tls-key=" + certs / "client.key"},
        {ca, "--tls-cert=" + certs / "client.pem", "--tls-key=" + wrong + ".not"}}) {
    const Outcome outcome = RunProgram(With(argv));
    EXPECT_EQ(outcome.exit, (base::Exit{1, 0}));
    EXPECT_THAT(outcome.err, ElementsAre(AllOf(StartsWith(Name() + ": "), HasSubstr(wrong))));
    EXPECT_THAT(outcome.out, IsEmpty());
  }
}

TEST_P(ClientSuite, AcceptsATokenOnlyWithTls) {
  for (const std::string file : {"--token-file=", "--tls-key=", "--tls-cert="}) {
    const Outcome outcome = RunProgram(With({file + Certs::Get() / "ann.token"}));
    EXPECT_EQ(outcome.exit, (base::Exit{2, 0}));
    EXPECT_THAT(outcome.err.at(0), AllOf(StartsWith(Name() + ": "), HasSubstr("--tls-")));
  }
}

TEST_P(ClientSuite, NeedsNoProxyForThisMachine) {
  RunningServer server({GetParam().server});
  std::vector<std::unique_ptr<EnvironmentVariable>> proxies;
  for (const char* variable : {"grpc_proxy", "https_proxy", "http_proxy", "GRPC_PROXY",
                               "HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"}) {
    proxies.push_back(std::make_unique<EnvironmentVariable>(variable, "http://127.0.0.1:9"));
  }
  for (const char* host : {"127.0.0.1", "localhost"}) {
    const Outcome outcome =
        RunProgram(With({server.PortFlag(), absl::StrCat("--host=", host)}), "a line\n");
    EXPECT_EQ(outcome.exit, (base::Exit{0, 0})) << host;
    EXPECT_THAT(outcome.err, IsEmpty());
  }
}

TEST_P(ClientSuite, NamesTheProxyThatFails) {
  const EnvironmentVariable proxy("http_proxy", "http://ann:s3cret@127.0.0.1:9");
  const EnvironmentVariable first("grpc_proxy", "http://127.0.0.1:9");
  // RFC 5737 reserves it for documentation: no machine has it.
  const Outcome outcome = RunProgram(With({"--host=192.0.2.1", "--port=1"}), "a line\n");
  EXPECT_EQ(outcome.exit, (base::Exit{1, 0}));
  EXPECT_THAT(outcome.err,
              ElementsAre(AllOf(StartsWith("UNAVAILABLE: "),
                                EndsWith("; through the proxy http://127.0.0.1:9 of grpc_proxy"))));
}

TEST_P(ClientSuite, CallsOrNamesWhatItLacksInOneLine) {
  if (ProgramsAreSanitized()) GTEST_SKIP() << "a sanitizer needs terabytes of address space";
  RunningServer server({GetParam().server});
  std::vector<std::string> argv = With({server.PortFlag()});
  argv[0] = ProgramPath(argv[0]);
  int refused = 0;
  for (const int megabytes : {64, 80, 96, 112, 128, 160, 200, 256, 320, 400, 1000}) {
    std::vector<std::string> limited = {"/usr/bin/prlimit", "--core=0",
                                        absl::StrCat("--as=", megabytes * 1'000'000)};
    limited.insert(limited.end(), argv.begin(), argv.end());
    const Outcome outcome = RunProgram(limited, "a line\n");
    if (outcome.exit.ok()) continue;
    ++refused;
    EXPECT_EQ(outcome.exit, (base::Exit{1, 0})) << megabytes;
    EXPECT_THAT(outcome.err, SizeIs(1)) << megabytes;
  }
  EXPECT_GT(refused, 0);
}

TEST_P(ClientSuite, ReportsThatNoServerListens) {
  const DeadPort port(DeadPort::Kind::kRefuses);
  const Outcome outcome = RunProgram(With({port.Flag()}), "a line\n");
  EXPECT_EQ(outcome.exit, (base::Exit{1, 0}));
  EXPECT_THAT(outcome.err, ElementsAre(StartsWith("UNAVAILABLE: ")));
}

TEST_P(ClientSuite, WaitsNoLongerThanItsTimeout) {
  const DeadPort port(DeadPort::Kind::kNeverAnswers);
  const Clock::time_point start = Clock::now();
  const Outcome outcome = RunProgram(With({port.Flag(), "--timeout=0.2"}), "a line\n");
  EXPECT_EQ(outcome.exit, (base::Exit{1, 0}));
  EXPECT_THAT(outcome.err, Contains(StartsWith("DEADLINE_EXCEEDED: ")));
  EXPECT_GE(Clock::now() - start, 200ms);
  EXPECT_LT(Clock::now() - start, 4s);  // the default is 5 s
}

}  // namespace workbook::tests
