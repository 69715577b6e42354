// build/bin/judge as a program: its exit status, its reports, and hostile servers.
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "conformance/runner/services.h"
#include "rpc/server.h"
#include "tests/e2e/programs.h"
#include "tests/mutants/calculator_mutants.h"
#include "tests/mutants/hostile_server.h"
#include "tests/mutants/judge_runner.h"
#include "tests/support/certs.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/silent_pipe.h"

namespace workbook::tests {
namespace {

using base::Exit;
using judge::v1::Report;
using ::testing::_;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Lt;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

// A calculator in this process: the correct one, or the mutant of a behaviour.
class RunningCalculator {
 public:
  RunningCalculator() : RunningCalculator(std::make_unique<CorrectCalculator>()) {}
  explicit RunningCalculator(const std::string& broken)
      : RunningCalculator(CalculatorMutants().at(broken)()) {}

  Judgement Judge(const std::vector<std::string>& flags) const {
    return RunJudge("calculator", server_->address(), flags);
  }

  const rpc::Address& address() const { return server_->address(); }
  std::string TargetFlag() const { return "--target=" + address().ToString(); }

 private:
  explicit RunningCalculator(std::unique_ptr<rpc::Servable> servable)
      : servable_(std::move(servable)),
        server_(*rpc::Server::Listen({"127.0.0.1", 0}, *servable_)) {}

  const std::unique_ptr<rpc::Servable> servable_;
  const std::unique_ptr<rpc::Server> server_;
};

std::string ReadFile(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// ---- exit status ----

TEST(JudgeProgram, AnswersWrongUsageWithStatus2) {
  for (const std::vector<std::string>& wrong :
       {std::vector<std::string>{},
        {"telegraph", "--target=localhost:1"},
        {"calculator"},
        {"calculator", "--target=localhost"},
        {"calculator", "--target=:50050"},
        {"calculator", "--target=localhost:0"},
        {"calculator", "--target=localhost:70000"},
        {"calculator", "--target=localhost:1", "--level=high"},
        {"calculator", "--target=localhost:1", "--timeout=nan"},
        {"calculator", "--target=localhost:1", "--timeout=0"},
        {"calculator", "--target=localhost:1", "--filter=NoSuchThing"},
        {"calculator", "--target=localhost:1", "--known-failing=/no/such/file"},
        {"calculator", "--target=localhost:1", "--orders=order/orders.txtpb"},
        {"order", "--target=localhost:1", "--features=route_guide/features.json"},
        {"calculator", "--target=localhost:1", "--json=/no/such/folder/x"},
        {"calculator", "--target=localhost:1", "--tls-ca=/no/such/file"}}) {
    std::vector<std::string> argv = {"judge"};
    argv.insert(argv.end(), wrong.begin(), wrong.end());
    const Outcome outcome = RunProgram(argv);
    EXPECT_EQ(outcome.exit, (Exit{2, 0})) << ::testing::PrintToString(wrong);
    EXPECT_THAT(outcome.out, IsEmpty());
    EXPECT_THAT(outcome.err, Not(IsEmpty()));
  }
}

TEST(JudgeProgram, ExitsWith3AndTheReasonWhenNoServerAnswers) {
  const Judgement refused = RunJudge("calculator", {"127.0.0.1", 1});
  EXPECT_EQ(refused.exit, (Exit{3, 0}));
  EXPECT_THAT(refused.err, ElementsAre("judge: waiting for 127.0.0.1:1",
                                       AllOf(StartsWith("judge: no gRPC server answers at "),
                                             HasSubstr("Connection refused"))));
  EXPECT_THAT(refused.out, IsEmpty());

  const HostileServer http1(HostileServer::Manner::kSpeaksHttp1);
  EXPECT_EQ(RunJudge("calculator", http1.address()).exit, (Exit{3, 0}));
}

// gRPC's own log would add eight lines to the two of the judge.
TEST(JudgeProgram, ReportsAFailedHandshakeInOneLine) {
  const Judgement judgement = RunningCalculator().Judge({"--tls-ca=" + Certs::Get() / "ca.pem"});
  EXPECT_EQ(judgement.exit, (Exit{3, 0}));
  EXPECT_THAT(judgement.err, ElementsAre(_, StartsWith("judge: no gRPC server answers at ")));
}

TEST(JudgeProgram, ListsWhatItWouldJudgeWithoutAServer) {
  const Outcome outcome = RunProgram({"judge", "calculator", "--list"});
  EXPECT_EQ(outcome.exit, (Exit{0, 0}));
  EXPECT_THAT(outcome.out, Contains("expected RefusesToDivideByZero"));
}

TEST(JudgeProgram, IgnoresTheSettingsOfGoogleTestGrpcAndProxies) {
  const ScratchFolder folder;
  const std::string xml = folder / "report.xml";
  const Outcome outcome = RunProgram({"/usr/bin/env", "GTEST_TOTAL_SHARDS=2", "GTEST_SHARD_INDEX=0",
                                      "GTEST_OUTPUT=xml:" + xml, "http_proxy=http://127.0.0.1:9",
                                      "GRPC_DNS_RESOLVER=none", ProgramPath("judge"), "calculator",
                                      RunningCalculator().TargetFlag()});
  EXPECT_EQ(outcome.exit, (Exit{0, 0}));
  EXPECT_THAT(outcome.out, Contains("14 behaviours: 14 pass."));
  EXPECT_THAT(ReadFile(xml), IsEmpty());
}

TEST(JudgeProgram, FailsWhenItsOutputCannotBeWritten) {
  const RunningCalculator calculator;
  for (const std::string& arguments : {calculator.TargetFlag(), std::string("--list")}) {
    const Outcome outcome = RunProgram(
        {"/bin/sh", "-c", ProgramPath("judge") + " calculator " + arguments + " >/dev/full"});
    EXPECT_EQ(outcome.exit, (Exit{1, 0}));
    EXPECT_THAT(outcome.err,
                ElementsAre("judge: cannot write standard output: No space left on device"));
  }
}

// ---- which behaviours it judges, and how it reports them ----

TEST(JudgeProgram, ShowsExpectedAndActualOfAFailure) {
  const Judgement judgement = RunningCalculator("RefusesToDivideByZero").Judge({});
  EXPECT_EQ(judgement.exit, (Exit{1, 0}));
  EXPECT_THAT(judgement.out, Contains("  FAIL  Divide by zero is INVALID_ARGUMENT"));
  EXPECT_THAT(judgement.out, Contains("        expected: has the code INVALID_ARGUMENT"));
  EXPECT_THAT(judgement.out, Contains("        actual:   UNKNOWN: division by zero"));
  EXPECT_THAT(judgement.out, Contains(StartsWith("        lesson:   lessons/status_with_reason/")));
  EXPECT_THAT(judgement.out, Contains("        name:     RefusesToDivideByZero"));
}

TEST(JudgeProgram, RunsOnlyTheDocumentsContractForBeginners) {
  const Judgement judgement =
      RunningCalculator("RefusesToDivideByZero").Judge({"--level=required"});
  EXPECT_EQ(judgement.exit, (Exit{0, 0}));
  EXPECT_THAT(judgement.report.verdicts(), SizeIs(5));
}

// Such as a server whose package has another name.
TEST(JudgeProgram, ReportsThatAServerServesAnotherContract) {
  const RunningCalculator server;
  for (const conformance::runner::Service& service : conformance::runner::Services()) {
    if (service.name == "calculator") continue;
    const Judgement judgement = RunJudge(service.name, server.address(), {"--level=required"});
    EXPECT_EQ(judgement.exit, (Exit{1, 0}));
    EXPECT_THAT(judgement.out,
                Contains(StartsWith("The server answers, but not as " + service.contract + ": ")));
  }
  EXPECT_THAT(RunningCalculator("AddsTwoNumbers").Judge({}).out,
              Not(Contains(HasSubstr("but not as"))));
}

TEST(JudgeProgram, RunsOnlyWhatTheFilterTakes) {
  const Judgement judgement =
      RunningCalculator("AddsTwoNumbers").Judge({"--filter=*Zero*:Adds*-*As*"});
  EXPECT_THAT(judgement.failed(), ElementsAre("AddsTwoNumbers"));
  EXPECT_THAT(judgement.report.verdicts(), SizeIs(4));
}

TEST(JudgeProgram, ForgivesWhatIsListedAsFailing) {
  const ScratchFolder folder;
  const std::string list = folder.Write("list", "RefusesToDivideByZero  # a known bug\n");
  const Judgement judgement =
      RunningCalculator("RefusesToDivideByZero").Judge({"--known-failing=" + list});
  EXPECT_EQ(judgement.exit, (Exit{0, 0}));
  EXPECT_THAT(judgement.out, Contains("  known Divide by zero is INVALID_ARGUMENT"));
}

TEST(JudgeProgram, DoesNotLetAListOfFailuresRot) {
  const ScratchFolder folder;
  const std::string list = folder.Write("list", "RefusesToDivideByZero\n");
  const Judgement judgement = RunningCalculator().Judge({"--known-failing=" + list});
  EXPECT_EQ(judgement.exit, (Exit{1, 0}));
  EXPECT_THAT(judgement.failed(), ElementsAre("RefusesToDivideByZero"));
  EXPECT_THAT(judgement.out, Contains(HasSubstr("take it off the list")));
}

TEST(JudgeProgram, WritesGoogleTestsXmlReport) {
  const ScratchFolder folder;
  const std::string path = folder / "junit.xml";
  RunningCalculator("AddsTwoNumbers").Judge({"--junit=" + path});
  const std::string xml = ReadFile(path);
  EXPECT_THAT(xml, StartsWith("<?xml"));
  EXPECT_THAT(xml, HasSubstr("<testsuites tests=\"14\" failures=\"1\""));
  EXPECT_THAT(xml, HasSubstr("<testcase name=\"AddsTwoNumbers\""));
  EXPECT_THAT(xml, HasSubstr("actual: 31"));
}

TEST(JudgeProgram, LeavesNoEarlierReportThatCouldBeTakenForThisRuns) {
  const ScratchFolder folder;
  const std::string json = folder.Write("json", "{}");
  const std::string junit = folder.Write("junit", "<testsuites/>");
  const Outcome outcome = RunProgram(
      {"judge", "calculator", "--target=127.0.0.1:1", "--json=" + json, "--junit=" + junit});
  EXPECT_EQ(outcome.exit, (Exit{3, 0}));
  EXPECT_EQ(ReadFile(json), "");
  EXPECT_EQ(ReadFile(junit), "");
}

// ---- Ctrl-C ----

TEST(JudgeProgram, ReportsWhatItHasJudgedWhenInterrupted) {
  const ScratchFolder folder;
  const std::string json = folder / "json";
  const HostileServer server(HostileServer::Manner::kNeverAnswers);
  const auto judge = StartProgram({"judge", "calculator", "--target=" + server.address().ToString(),
                                   "--json=" + json, "--timeout=1"});
  ASSERT_TRUE(judge->WaitForLine(base::Process::Stream::kStdout, "  FAIL  ", kHang).ok());
  judge->Signal(SIGINT);
  const Outcome outcome = WaitForOutcome(*judge);
  EXPECT_EQ(outcome.exit, (Exit{130, 0}));
  Report report;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(ReadFile(json), &report).ok());
  const int judged = report.verdicts_size();
  EXPECT_THAT(judged, AllOf(Ge(1), Lt(14)));
  EXPECT_THAT(outcome.out, Contains(HasSubstr(absl::StrCat(": ", judged, " fail."))));
  EXPECT_THAT(outcome.out, Contains(absl::StrCat("Interrupted: ", 14 - judged, " not judged.")));
}

TEST(JudgeProgram, EndsAtOnceWhenInterruptedWhileItWaits) {
  const auto judge = StartProgram({"judge", "calculator", "--target=127.0.0.1:1"});
  ASSERT_TRUE(judge->WaitForLine(base::Process::Stream::kStderr, "waiting for", kHang).ok());
  judge->Signal(SIGINT);
  const Outcome outcome = WaitForOutcome(*judge);
  EXPECT_EQ(outcome.exit, (Exit{130, 0}));
  EXPECT_THAT(outcome.err, SizeIs(1));
}

TEST(JudgeProgram, EndsAtOnceWhenInterruptedWhileItReadsAFile) {
  SilentPipe pipe;
  const auto judge =
      StartProgram({"judge", "route-guide", "--target=127.0.0.1:1", "--features=" + pipe.path()});
  ASSERT_TRUE(pipe.IsRead());
  judge->Signal(SIGINT);
  EXPECT_EQ(WaitForOutcome(*judge).exit, (Exit{130, 0}));
}

// ---- hostile servers ----

// --timeout limits a behaviour. To connect may take longer, over TLS and from far away.
TEST(JudgeProgram, DoesNotLimitConnectingByTheTimeoutOfABehaviour) {
  const HostileServer server(HostileServer::Manner::kGreetsLate);
  const Judgement judgement =
      RunJudge("calculator", server.address(), {"--timeout=0.1", "--filter=AddsTwoNumbers"});
  EXPECT_EQ(judgement.exit, (Exit{1, 0}));
}

std::string MannerName(const ::testing::TestParamInfo<HostileServer::Manner>& info) {
  switch (info.param) {
    case HostileServer::Manner::kSpeaksHttp1:
      return "SpeaksHttp1";
    case HostileServer::Manner::kNeverAnswers:
      return "NeverAnswers";
    case HostileServer::Manner::kHangsUpOnEveryCall:
      return "HangsUpOnEveryCall";
    case HostileServer::Manner::kAnswersGarbage:
      return "AnswersGarbage";
    case HostileServer::Manner::kGreetsLate:
      return "GreetsLate";
    case HostileServer::Manner::kFloods:
      return "Floods";
  }
  return "";
}

class JudgeOfAHostileServer : public ::testing::TestWithParam<HostileServer::Manner> {};

TEST_P(JudgeOfAHostileServer, HasAVerdictOnEveryBehaviourInTime) {
  const HostileServer server(GetParam());
  const auto start = std::chrono::steady_clock::now();
  const Judgement judgement =
      RunJudge("calculator", server.address(),
               {"--timeout=0.3", "--filter=AddsTwoNumbers:RefusesToDivideByZero"});
  EXPECT_EQ(judgement.exit, (Exit{1, 0}));
  EXPECT_THAT(judgement.failed(), ElementsAre("AddsTwoNumbers", "RefusesToDivideByZero"));
  EXPECT_THAT(std::chrono::steady_clock::now() - start, Lt(std::chrono::seconds(30)));
}

INSTANTIATE_TEST_SUITE_P(, JudgeOfAHostileServer,
                         ::testing::Values(HostileServer::Manner::kNeverAnswers,
                                           HostileServer::Manner::kHangsUpOnEveryCall,
                                           HostileServer::Manner::kAnswersGarbage,
                                           HostileServer::Manner::kFloods),
                         MannerName);

}  // namespace
}  // namespace workbook::tests
