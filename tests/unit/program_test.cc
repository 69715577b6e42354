#include "rpc/program.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace workbook::tests {
namespace {

using base::kExitFailed;
using base::kExitOk;
using base::kExitUsage;
using rpc::ClientProgram;
using rpc::Servable;
using rpc::Server;
using rpc::ServerProgram;

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::StartsWith;
using ::testing::internal::CaptureStderr;
using ::testing::internal::CaptureStdout;
using ::testing::internal::GetCapturedStderr;
using ::testing::internal::GetCapturedStdout;

class NothingServed final : public Servable {
 public:
  void Register(grpc::ServerBuilder& /*builder*/) override {}
};

template <typename Program>
std::optional<int> Parse(Program& program, std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "program");
  return program.Parse(static_cast<int>(arguments.size()), arguments.data());
}

// Runs the program to its end, and keeps what it printed.
int RunToItsEnd(ServerProgram& program, std::string* out, std::string* err) {
  NothingServed nothing;
  CaptureStdout();
  CaptureStderr();
  const int exit_code = program.Run(nothing);
  *out = GetCapturedStdout();
  *err = GetCapturedStderr();
  return exit_code;
}

TEST(ClientProgramTest, ContinuesWhenTheCommandLineIsRight) {
  ClientProgram program("x_client", "Calls x.", 50050, "x_client 1");
  EXPECT_EQ(Parse(program, {"--host=::1", "--port=7", "--timeout=0.25"}), std::nullopt);
  EXPECT_EQ(program.address().ToString(), "[::1]:7");
  EXPECT_EQ(program.timeout(), std::chrono::milliseconds(250));
}

TEST(ClientProgramTest, AcceptsAnIpv6AddressInBrackets) {
  ClientProgram program("x_client", "Calls x.", 50050, "x_client 1");
  EXPECT_EQ(Parse(program, {"--host=[::1]", "--port=7"}), std::nullopt);
  EXPECT_EQ(program.address().ToString(), "[::1]:7");
}

TEST(ClientProgramTest, HasTheTutorialsPortAndFiveSecondsByDefault) {
  ClientProgram program("x_client", "Calls x.", 50050, "x_client 1");
  EXPECT_EQ(Parse(program, {}), std::nullopt);
  EXPECT_EQ(program.address().ToString(), "127.0.0.1:50050");
  EXPECT_EQ(program.timeout(), std::chrono::seconds(5));
}

TEST(ClientProgramTest, PrintsHelpWithAnExampleAndExitsZero) {
  ClientProgram program("x_client", "Calls x.", 50050, "x_client --port=1");
  CaptureStdout();
  EXPECT_EQ(Parse(program, {"--help"}), kExitOk);
  EXPECT_THAT(GetCapturedStdout(), AllOf(StartsWith("Calls x."), HasSubstr("--timeout"),
                                         HasSubstr("x_client --port=1")));
}

TEST(ClientProgramTest, ExitsTwoWithHelpWhenTheCommandLineIsWrong) {
  for (const char* wrong : {"--port=65536", "--port=x", "--timeout=0", "--no-such-flag", "extra"}) {
    ClientProgram program("x_client", "Calls x.", 50050, "x_client 1");
    CaptureStdout();
    CaptureStderr();
    EXPECT_EQ(Parse(program, {wrong}), kExitUsage) << wrong;
    EXPECT_THAT(GetCapturedStdout(), IsEmpty());
    EXPECT_THAT(GetCapturedStderr(), AllOf(StartsWith("x_client: "), HasSubstr("Example:")));
  }
}

TEST(ClientProgramTest, NeverPrintsAnArgumentRaw) {
  ClientProgram program("x_client", "Calls x.", 50050, "x_client 1");
  CaptureStderr();
  EXPECT_EQ(Parse(program, {"--\x1B[31m"}), kExitUsage);
  EXPECT_THAT(GetCapturedStderr(), ::testing::Not(HasSubstr("\x1B")));
}

TEST(ClientProgramTest, ReportsAFailedCallOnStderr) {
  const ClientProgram program("x_client", "Calls x.", 50050, "x_client 1");
  CaptureStderr();
  EXPECT_EQ(program.Report(absl::OkStatus()), kExitOk);
  EXPECT_EQ(program.Report(absl::NotFoundError("no x")), kExitFailed);
  EXPECT_EQ(GetCapturedStderr(), "NOT_FOUND: no x\n");
}

// Ends the program with `signal` when it is asked for its statistics, which are `line`.
class LastWords final : public Servable {
 public:
  explicit LastWords(std::string line, int signal = SIGTERM)
      : line_(std::move(line)), signal_(signal) {}
  void Register(grpc::ServerBuilder& /*builder*/) override {}
  std::string Statistics() const override {
    EXPECT_EQ(kill(getpid(), signal_), 0);
    return line_;
  }

 private:
  const std::string line_;
  const int signal_;
};

TEST(ServerProgramTest, PrintsTheReadyLineAndExitsZeroOnATerminationSignal) {
  for (const int signal : {SIGTERM, SIGINT}) {
    ServerProgram program("x_server", "Serves x.", 50050, "x_server");
    ASSERT_EQ(Parse(program, {"--port=0"}), std::nullopt);
    // Before it is ready: the signal waits until the server does.
    ASSERT_EQ(kill(getpid(), SIGUSR1), 0);
    LastWords servable("", signal);
    CaptureStdout();
    CaptureStderr();
    EXPECT_EQ(program.Run(servable), kExitOk);
    EXPECT_THAT(GetCapturedStdout(),
                MatchesRegex("x_server listening on 127\\.0\\.0\\.1:[1-9][0-9]*\n"));
    EXPECT_THAT(GetCapturedStderr(), StartsWith("x_server: up "));
  }
}

TEST(ServerProgramTest, ReportsItsStatisticsOnOneLine) {
  ServerProgram program("x_server", "Serves x.", 50050, "x_server");
  ASSERT_EQ(Parse(program, {"--port=0"}), std::nullopt);
  ASSERT_EQ(kill(getpid(), SIGUSR1), 0);
  LastWords servable("3 rooms\nx_server: forged");
  CaptureStdout();
  CaptureStderr();
  EXPECT_EQ(program.Run(servable), kExitOk);
  EXPECT_THAT(GetCapturedStdout(), StartsWith("x_server listening on "));
  EXPECT_THAT(GetCapturedStderr(),
              MatchesRegex("x_server: up [0-9]+ s, [0-9]+ of [0-9]+ descriptors, "
                           "0 connections unaccepted, 3 rooms\\\\x0Ax_server: forged\n"));
}

TEST(ServerProgramTest, DoesNotWaitForAReaderOfItsStatistics) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_NONBLOCK | O_CLOEXEC), 0);
  while (write(ends[1], "x", 1) == 1) {
  }
  fcntl(ends[1], F_SETFL, 0);  // full, and a write to it blocks now
  ServerProgram program("x_server", "Serves x.", 50050, "x_server");
  ASSERT_EQ(Parse(program, {"--port=0"}), std::nullopt);
  ASSERT_EQ(kill(getpid(), SIGUSR1), 0);
  LastWords servable("3 rooms");

  const int kept = dup(STDERR_FILENO);
  ASSERT_EQ(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
  CaptureStdout();
  const int exit_code = program.Run(servable);
  GetCapturedStdout();
  dup2(kept, STDERR_FILENO);
  EXPECT_EQ(exit_code, kExitOk);
  for (const int fd : {ends[0], ends[1], kept}) close(fd);
}

TEST(ServerProgramTest, ReportsInOneLineThatThePortIsTaken) {
  NothingServed nothing;
  const auto first = Server::Listen({"127.0.0.1", 0}, nothing);
  const std::string port = absl::StrCat("--port=", (*first)->address().port);
  ServerProgram program("x_server", "Serves x.", 50050, "x_server");
  ASSERT_EQ(Parse(program, {port.c_str()}), std::nullopt);
  std::string out;
  std::string err;
  EXPECT_EQ(RunToItsEnd(program, &out, &err), kExitFailed);
  EXPECT_THAT(out, IsEmpty());
  EXPECT_THAT(err, MatchesRegex("x_server: cannot listen on [^\n]*in use\n"));
}

TEST(ServerProgramTest, RefusesPlaintextOnAnAddressThatIsNotLoopback) {
  ServerProgram program("x_server", "Serves x.", 50050, "x_server");
  ASSERT_EQ(Parse(program, {"--host=0.0.0.0", "--port=0"}), std::nullopt);
  std::string out;
  std::string err;
  EXPECT_EQ(RunToItsEnd(program, &out, &err), kExitFailed);
  EXPECT_THAT(out, IsEmpty());
  EXPECT_THAT(err, AllOf(StartsWith("x_server: 0.0.0.0 is not a loopback"), HasSubstr("--insecure"),
                         EndsWith("plaintext\n")));
}

TEST(ServerProgramTest, ServesEveryAddressWithInsecure) {
  ServerProgram program("x_server", "Serves x.", 50050, "x_server");
  ASSERT_EQ(Parse(program, {"--host=0.0.0.0", "--port=0", "--insecure"}), std::nullopt);
  ASSERT_EQ(kill(getpid(), SIGUSR1), 0);
  LastWords servable("");
  CaptureStdout();
  CaptureStderr();
  EXPECT_EQ(program.Run(servable), kExitOk);
  EXPECT_THAT(GetCapturedStdout(), StartsWith("x_server listening on 0.0.0.0:"));
  GetCapturedStderr();
}

TEST(ServerProgramTest, ReportsThatAHostDoesNotResolve) {
  ServerProgram program("x_server", "Serves x.", 50050, "x_server");
  // An empty label fails without asking any name server.
  ASSERT_EQ(Parse(program, {"--host=no..host", "--port=0"}), std::nullopt);
  std::string out;
  std::string err;
  EXPECT_EQ(RunToItsEnd(program, &out, &err), kExitFailed);
  EXPECT_THAT(err, StartsWith("x_server: cannot resolve no..host: "));
}

}  // namespace
}  // namespace workbook::tests
