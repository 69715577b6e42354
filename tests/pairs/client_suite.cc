#include "pairs/client_suite.h"

#include <gmock/gmock.h>

#include <chrono>

#include "pairs/programs.h"
#include "rpc/server.h"
#include "support/certs.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using Clock = std::chrono::steady_clock;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

// A server that serves nothing: for clients that should not come so far.
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

TEST_P(ClientSuite, HelpsWithAnExample) {
  const Outcome outcome = RunProgram({Name(), "--help"});
  EXPECT_EQ(outcome.exit, (runner::Exit{0, 0}));
  EXPECT_THAT(outcome.out, AllOf(Contains("Example:"), Contains(HasSubstr("  " + Name() + " "))));
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST_P(ClientSuite, AnswersWrongUsageWithHelpAndStatus2) {
  std::vector<std::string> wrongs = GetParam().wrong;
  wrongs.insert(wrongs.end(), {"--port=65536", "--timeout=0", "--timeout=soon"});
  for (const std::string& wrong : wrongs) {
    const Outcome outcome = RunProgram(With({wrong}));
    EXPECT_EQ(outcome.exit, (runner::Exit{2, 0})) << wrong;
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
  EXPECT_EQ(outcome.exit, (runner::Exit{0, 0}));
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST_P(ClientSuite, SaysThatItTrustsTheServerNot) {
  const Certs& certs = Certs::Get();
  for (const auto& [certificate, ca] :
       {std::pair("server", "other_ca"), {"elsewhere", "ca"}, {"expired", "ca"}}) {
    const TlsServer server(certificate);
    const Outcome outcome =
        RunProgram(With({server.PortFlag(), "--tls-ca=" + certs / ca + ".pem"}), "a line\n");
    EXPECT_EQ(outcome.exit, (runner::Exit{1, 0})) << certificate;
    EXPECT_THAT(outcome.err, ElementsAre(AllOf(StartsWith("UNAVAILABLE: "),
                                               HasSubstr("certificate"), HasSubstr("; TLS: "))));
  }
}

TEST_P(ClientSuite, SaysThatTheServerWantsTls) {
  const TlsServer server("server");
  const Outcome outcome = RunProgram(With({server.PortFlag()}), "a line\n");
  EXPECT_EQ(outcome.exit, (runner::Exit{1, 0}));
  EXPECT_THAT(outcome.err, ElementsAre(AllOf(StartsWith("UNAVAILABLE: "), HasSubstr("--tls-ca"))));
}

TEST_P(ClientSuite, SaysThatItsTokenIsNotTaken) {
  const Certs& certs = Certs::Get();
  RunningServer server({GetParam().server, "--tls-cert=" + certs / "server.pem",
                        "--tls-key=" + certs / "server.key", "--tokens=" + certs / "tokens.txtpb"});
  std::vector<std::string> flags = {server.PortFlag(), "--tls-ca=" + certs / "ca.pem"};
  for (const char* token : {"", "forged", "expired"}) {
    std::vector<std::string> argv = flags;
    if (*token != '\0') argv.push_back("--token-file=" + certs / token + ".token");
    const Outcome outcome = RunProgram(With(argv), "a line\n");
    EXPECT_EQ(outcome.exit, (runner::Exit{1, 0})) << token;
    EXPECT_THAT(outcome.err, Contains(AllOf(StartsWith("UNAUTHENTICATED: "), HasSubstr("token"))));
    EXPECT_THAT(outcome.out, ::testing::Each(::testing::Not(HasSubstr("a line"))));
  }
}

TEST_P(ClientSuite, SaysInOneLineWhichFileOfTlsOrTokensIsWrong) {
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
    EXPECT_EQ(outcome.exit, (runner::Exit{1, 0}));
    EXPECT_THAT(outcome.err, ElementsAre(AllOf(StartsWith(Name() + ": "), HasSubstr(wrong))));
    EXPECT_THAT(outcome.out, IsEmpty());
  }
}

TEST_P(ClientSuite, TakesATokenOnlyWithTls) {
  for (const std::string file : {"--token-file=", "--tls-key=", "--tls-cert="}) {
    const Outcome outcome = RunProgram(With({file + Certs::Get() / "ann.token"}));
    EXPECT_EQ(outcome.exit, (runner::Exit{2, 0}));
    EXPECT_THAT(outcome.err.at(0), AllOf(StartsWith(Name() + ": "), HasSubstr("--tls-")));
  }
}

TEST_P(ClientSuite, SaysThatNoServerIsThere) {
  const DeadPort port(DeadPort::Kind::kRefuses);
  const Outcome outcome = RunProgram(With({port.Flag()}), "a line\n");
  EXPECT_EQ(outcome.exit, (runner::Exit{1, 0}));
  EXPECT_THAT(outcome.err, ElementsAre(StartsWith("UNAVAILABLE: ")));
}

TEST_P(ClientSuite, WaitsNoLongerThanItsTimeout) {
  const DeadPort port(DeadPort::Kind::kNeverAnswers);
  const Clock::time_point start = Clock::now();
  const Outcome outcome = RunProgram(With({port.Flag(), "--timeout=0.2"}), "a line\n");
  EXPECT_EQ(outcome.exit, (runner::Exit{1, 0}));
  EXPECT_THAT(outcome.err, Contains(StartsWith("DEADLINE_EXCEEDED: ")));
  EXPECT_GE(Clock::now() - start, 200ms);
  EXPECT_LT(Clock::now() - start, 4s);  // the default would be 5 s
}

}  // namespace workbook::testing
