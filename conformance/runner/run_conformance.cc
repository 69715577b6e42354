#include "conformance/runner/run_conformance.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <set>
#include <stop_token>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/exit_status.h"
#include "base/stop_signals.h"
#include "base/terminal.h"
#include "conformance/runner/known_failing.h"
#include "conformance/runner/reach.h"
#include "conformance/runner/table.h"
#include "conformance/runner/target.h"
#include "conformance/runner/worker_supervisor.h"
#include "rpc/resources.h"

namespace workbook::conformance::runner {
namespace {

int Fail(int exit, const std::string& why) {
  std::fprintf(stderr, "judge: %s\n", why.c_str());
  return exit;
}

judge::v1::Level ToProto(Level level) {
  switch (level) {
    case Level::kRequired:
      return judge::v1::LEVEL_REQUIRED;
    case Level::kExpected:
      return judge::v1::LEVEL_EXPECTED;
    case Level::kRecorded:
      return judge::v1::LEVEL_RECORDED;
  }
  return judge::v1::LEVEL_UNSPECIFIED;
}

std::vector<Behaviour> Selected(const Options& options) {
  std::vector<Behaviour> selected;
  for (const Behaviour& one : BehavioursOf(*options.service)) {
    const bool wanted = one.level == Level::kRequired || options.level != Level::kRequired;
    if (wanted && Matches(options.filter, one.name)) selected.push_back(one);
  }
  return selected;
}

// One run of the judge: its parts, and the report that it fills.
struct ConformanceRun {
  WorkerSupervisor supervisor;
  std::set<std::string> known_failing;
  Table table;
  judge::v1::Report report;
  std::stop_token stop;

  // Nothing once it is interrupted: an interrupted behaviour fails through no fault of the server.
  std::optional<judge::v1::Verdict> Judge(const Behaviour& behaviour);
};

std::optional<judge::v1::Verdict> ConformanceRun::Judge(const Behaviour& behaviour) {
  if (stop.stop_requested()) return std::nullopt;
  judge::v1::Verdict verdict = supervisor.VerdictOn(behaviour.name);
  if (stop.stop_requested()) return std::nullopt;
  verdict.set_level(ToProto(behaviour.level));
  verdict.set_sentence(behaviour.sentence);
  verdict.set_lesson(behaviour.place);
  const bool failed = verdict.outcome() == judge::v1::OUTCOME_FAILED;
  const bool passed = verdict.outcome() == judge::v1::OUTCOME_PASSED;
  if (behaviour.level == Level::kRecorded && (passed || failed)) {
    verdict.set_outcome(judge::v1::OUTCOME_RECORDED);
  } else if (known_failing.contains(behaviour.name)) {
    if (failed) verdict.set_outcome(judge::v1::OUTCOME_KNOWN_FAILING);
    if (passed) verdict.set_outcome(judge::v1::OUTCOME_NO_LONGER_FAILING);
    if (verdict.outcome() == judge::v1::OUTCOME_SKIPPED) {
      verdict.set_outcome(judge::v1::OUTCOME_FAILED);
      verdict.set_actual("listed as failing, and not judged: " + verdict.actual());
    }
  }
  table.Add(verdict);
  *report.add_verdicts() = verdict;
  return verdict;
}

// A behaviour as a GoogleTest test, because CI tools read GoogleTest's XML report.
class BehaviourTest final : public ::testing::Test {
 public:
  BehaviourTest(ConformanceRun& run, Behaviour behaviour)
      : run_(run), behaviour_(std::move(behaviour)) {}

 private:
  void TestBody() override {
    const std::optional<judge::v1::Verdict> judged = run_.Judge(behaviour_);
    if (!judged.has_value()) GTEST_SKIP() << "interrupted";
    const judge::v1::Verdict& verdict = *judged;
    RecordProperty("sentence", verdict.sentence());
    RecordProperty("level", judge::v1::Level_Name(verdict.level()));
    RecordProperty("outcome", judge::v1::Outcome_Name(verdict.outcome()));
    if (CountsAsFailure(verdict)) {
      ADD_FAILURE() << "expected: " << verdict.expected() << "\nactual: " << verdict.actual();
    } else if (verdict.outcome() == judge::v1::OUTCOME_SKIPPED) {
      GTEST_SKIP() << verdict.actual();
    }
  }

  ConformanceRun& run_;
  const Behaviour behaviour_;
};

void RunAll(ConformanceRun& run, const std::vector<Behaviour>& behaviours,
            const std::string& junit) {
  // In a GoogleTest filter `-` means "but not".
  const std::string suite = absl::StrReplaceAll(run.report.service(), {{"-", "_"}});
  for (const Behaviour& behaviour : behaviours) {
    ::testing::RegisterTest(
        suite.c_str(), behaviour.name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
        [&run, behaviour]() -> ::testing::Test* { return new BehaviourTest(run, behaviour); });
  }
  ::testing::GTEST_FLAG(filter) = absl::StrCat(suite, ".*");
  if (!junit.empty()) ::testing::GTEST_FLAG(output) = absl::StrCat("xml:", junit);
  ::testing::InitGoogleTest();
  ::testing::TestEventListeners& listeners = ::testing::UnitTest::GetInstance()->listeners();
  delete listeners.Release(listeners.default_result_printer());
  [[maybe_unused]] const int failed = RUN_ALL_TESTS();  // the verdicts tell
}

// As a server whose package has another name: the most common mistake.
bool AnswersAsAnother(const judge::v1::Report& report) {
  std::vector<std::string> failed;
  for (const judge::v1::Verdict& verdict : report.verdicts()) {
    if (verdict.outcome() == judge::v1::OUTCOME_FAILED) failed.push_back(verdict.actual());
  }
  return !failed.empty() && std::ranges::all_of(failed, [](const std::string& actual) {
    return absl::StrContains(actual, "UNIMPLEMENTED");
  });
}

// Empties an earlier report: if this run does not finish, nobody takes that one for its result.
bool CanWrite(const std::string& path) {
  return path.empty() || std::ofstream(path, std::ios::trunc).is_open();
}

bool WriteJson(const std::string& path, const judge::v1::Report& report) {
  google::protobuf::util::JsonPrintOptions pretty;
  pretty.add_whitespace = true;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(report, &json, pretty).ok()) return false;
  std::ofstream file(path);
  file << json;
  return file.flush().good();
}

// What the judge needs before it calls the server the first time. Returns the exit status when that
// is missing.
std::optional<int> Prepare(const Options& options, const std::stop_token& stop) {
  // There is no verdict yet to report.
  const std::stop_callback exit(stop, [] { std::_Exit(base::kExitInterrupted); });
  if (const absl::Status status = SetTarget(options); !status.ok()) {
    return Fail(base::kExitUsage, std::string(status.message()));
  }
  for (const std::string& path : {options.json, options.junit}) {
    if (!CanWrite(path)) return Fail(base::kExitUsage, "cannot write " + path);
  }
  if (const absl::Status reached = Reach(TheTarget()); !reached.ok()) {
    return Fail(kExitUnreachable, std::string(reached.message()));
  }
  return std::nullopt;
}

void List(const std::vector<Behaviour>& behaviours) {
  for (const Behaviour& one : behaviours) {
    const std::string level =
        judge::v1::Level_Name(ToProto(one.level)).substr(sizeof("LEVEL_") - 1);
    std::printf("%-8s %s\n         %s\n         %s\n", absl::AsciiStrToLower(level).c_str(),
                one.name.c_str(), one.sentence.c_str(), one.place.c_str());
  }
}

}  // namespace

int RunConformance(const Options& options, const std::vector<std::string>& argv) {
  const std::vector<Behaviour> behaviours = Selected(options);
  if (behaviours.empty()) {
    return Fail(base::kExitUsage, "no behaviour matches --filter " + options.filter);
  }
  if (options.list) return List(behaviours), 0;

  std::set<std::string> known_failing;
  if (!options.known_failing.empty()) {
    const auto names = ReadKnownFailing(options.known_failing, BehavioursOf(*options.service));
    if (!names.ok()) return Fail(base::kExitUsage, std::string(names.status().message()));
    known_failing = *names;
  }
  if (const absl::Status threads = rpc::CheckThreads(); !threads.ok()) {
    return Fail(base::kExitFailed, std::string(threads.message()));
  }
  // Before gRPC starts threads: they inherit the blocked signals.
  std::stop_source stop;
  const base::StopSignals signals([&stop] { stop.request_stop(); });
  if (const std::optional<int> exit = Prepare(options, stop.get_token())) return *exit;

  std::vector<std::string> names;
  for (const Behaviour& one : behaviours) names.push_back(one.name);
  ConformanceRun run{WorkerSupervisor(argv, names, options.timeout()),
                     known_failing,
                     Table(stdout, base::StdoutShowsColors()),
                     {},
                     stop.get_token()};
  const std::stop_callback interrupt(run.stop, [&run] { run.supervisor.Interrupt(); });
  run.report.set_service(options.service->name);
  run.report.set_target(options.target.ToString());
  run.table.Open(run.report);
  RunAll(run, behaviours, options.junit);
  run.table.Close(run.report);
  if (AnswersAsAnother(run.report)) {
    run.table.Print(absl::StrCat("The server answers, but not as ", options.service->contract,
                                 ": compare the names of package, service and methods with ",
                                 options.service->proto, "."));
  }
  const size_t not_judged = behaviours.size() - run.report.verdicts().size();
  if (stop.stop_requested()) {
    run.table.Print(absl::StrCat("Interrupted: ", not_judged, " not judged."));
  }

  if (!options.json.empty() && !WriteJson(options.json, run.report)) {
    return Fail(base::kExitFailed, "cannot write " + options.json);
  }
  if (stop.stop_requested()) return base::kExitInterrupted;
  return std::ranges::any_of(run.report.verdicts(), CountsAsFailure) ? base::kExitFailed : 0;
}

}  // namespace workbook::conformance::runner
