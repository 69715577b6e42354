#include "judge/court.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "judge/known_failing.h"
#include "judge/reach.h"
#include "judge/table.h"
#include "judge/target.h"
#include "lessons/runner/exit_status.h"
#include "lessons/runner/hearing.h"
#include "lessons/runner/interruption.h"
#include "lessons/runner/stop_signals.h"

namespace workbook::judge {
namespace {

using testing::Behaviour;
using testing::Level;

int Fail(int exit, const std::string& why) {
  std::fprintf(stderr, "judge: %s\n", why.c_str());
  return exit;
}

v1::Level ToProto(Level level) {
  switch (level) {
    case Level::kRequired:
      return v1::LEVEL_REQUIRED;
    case Level::kExpected:
      return v1::LEVEL_EXPECTED;
    case Level::kRecorded:
      return v1::LEVEL_RECORDED;
  }
  return v1::LEVEL_UNSPECIFIED;
}

std::vector<Behaviour> Selected(const Options& options) {
  std::vector<Behaviour> selected;
  for (const Behaviour& one : BehavioursOf(*options.service)) {
    const bool wanted = one.level == Level::kRequired || options.level != Level::kRequired;
    if (wanted && Takes(options.filter, one.name)) selected.push_back(one);
  }
  return selected;
}

bool ColoursOnStdout() {
  const char* no_color = std::getenv("NO_COLOR");
  return isatty(STDOUT_FILENO) == 1 && (no_color == nullptr || *no_color == '\0');
}

// What one run of the judge knows and fills.
struct Court {
  Hearing hearing;
  std::set<std::string> known_failing;
  Table table;
  v1::Report report;
  const runner::Interruption& interruption;

  // Nothing once it was interrupted: what came of that is nobody's fault.
  std::optional<v1::Verdict> Judge(const Behaviour& behaviour);
};

std::optional<v1::Verdict> Court::Judge(const Behaviour& behaviour) {
  if (interruption.raised()) return std::nullopt;
  v1::Verdict verdict = hearing.Hear(behaviour.name);
  if (interruption.raised()) return std::nullopt;
  verdict.set_level(ToProto(behaviour.level));
  verdict.set_sentence(behaviour.sentence);
  verdict.set_lesson(behaviour.lesson);
  const bool failed = verdict.outcome() == v1::OUTCOME_FAILED;
  const bool passed = verdict.outcome() == v1::OUTCOME_PASSED;
  if (behaviour.level == Level::kRecorded && (passed || failed)) {
    verdict.set_outcome(v1::OUTCOME_RECORDED);
  } else if (known_failing.count(behaviour.name) > 0) {
    if (failed) verdict.set_outcome(v1::OUTCOME_KNOWN_FAILING);
    if (passed) verdict.set_outcome(v1::OUTCOME_NO_LONGER_FAILING);
    if (verdict.outcome() == v1::OUTCOME_SKIPPED) {
      verdict.set_outcome(v1::OUTCOME_FAILED);
      verdict.set_came("listed as failing, and was not judged: " + verdict.came());
    }
  }
  table.Add(verdict);
  *report.add_verdicts() = verdict;
  return verdict;
}

// A behaviour as a test of GoogleTest's, whose XML report is the one that tools know.
class Case final : public ::testing::Test {
 public:
  Case(Court& court, Behaviour behaviour) : court_(court), behaviour_(std::move(behaviour)) {}

 private:
  void TestBody() override {
    const std::optional<v1::Verdict> judged = court_.Judge(behaviour_);
    if (!judged.has_value()) GTEST_SKIP() << "interrupted";
    const v1::Verdict& verdict = *judged;
    RecordProperty("sentence", verdict.sentence());
    RecordProperty("level", v1::Level_Name(verdict.level()));
    RecordProperty("outcome", v1::Outcome_Name(verdict.outcome()));
    if (CountsAsFailure(verdict)) {
      ADD_FAILURE() << "expected: " << verdict.expected() << "\ncame: " << verdict.came();
    } else if (verdict.outcome() == v1::OUTCOME_SKIPPED) {
      GTEST_SKIP() << verdict.came();
    }
  }

  Court& court_;
  const Behaviour behaviour_;
};

void RunAll(Court& court, const std::vector<Behaviour>& behaviours, const std::string& junit) {
  // No `-` in it, which would mean "but not" in the filter.
  const std::string suite = absl::StrReplaceAll(court.report.service(), {{"-", "_"}});
  for (const Behaviour& behaviour : behaviours) {
    ::testing::RegisterTest(
        suite.c_str(), behaviour.name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
        [&court, behaviour]() -> ::testing::Test* { return new Case(court, behaviour); });
  }
  ::testing::GTEST_FLAG(filter) = absl::StrCat(suite, ".*");
  if (!junit.empty()) ::testing::GTEST_FLAG(output) = absl::StrCat("xml:", junit);
  ::testing::InitGoogleTest();
  ::testing::TestEventListeners& listeners = ::testing::UnitTest::GetInstance()->listeners();
  delete listeners.Release(listeners.default_result_printer());
  [[maybe_unused]] const int failed = RUN_ALL_TESTS();  // the verdicts say it
}

// An earlier report goes: it would be taken for this run's, should this one come to no end.
// As where the package has another name: the commonest mistake of all.
bool AnswersAsAnother(const v1::Report& report) {
  std::vector<std::string> failed;
  for (const v1::Verdict& verdict : report.verdicts()) {
    if (verdict.outcome() == v1::OUTCOME_FAILED) failed.push_back(verdict.came());
  }
  return !failed.empty() && std::all_of(failed.begin(), failed.end(), [](const std::string& came) {
    return absl::StrContains(came, "UNIMPLEMENTED");
  });
}

bool CanWrite(const std::string& path) {
  return path.empty() || std::ofstream(path, std::ios::trunc).is_open();
}

bool WriteJson(const std::string& path, const v1::Report& report) {
  google::protobuf::util::JsonPrintOptions pretty;
  pretty.add_whitespace = true;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(report, &json, pretty).ok()) return false;
  std::ofstream file(path);
  file << json;
  return file.flush().good();
}

// Ctrl-C ends the program: nothing was heard that could be told.
absl::Status ReachTheTarget(runner::Interruption& interruption) {
  const runner::Interruption::Work work(interruption, [] { std::_Exit(runner::kExitInterrupted); });
  return Reach(TheTarget());
}

void List(const std::vector<Behaviour>& behaviours) {
  for (const Behaviour& one : behaviours) {
    const std::string level = v1::Level_Name(ToProto(one.level)).substr(sizeof("LEVEL_") - 1);
    std::printf("%-8s %s\n         %s\n         %s\n", absl::AsciiStrToLower(level).c_str(),
                one.name.c_str(), one.sentence.c_str(), one.lesson.c_str());
  }
}

}  // namespace

int HoldCourt(const Options& options, const std::vector<std::string>& argv) {
  const std::vector<Behaviour> behaviours = Selected(options);
  if (behaviours.empty()) return Fail(kExitUsage, "--filter takes no behaviour: " + options.filter);
  if (options.list) return List(behaviours), 0;

  std::set<std::string> known_failing;
  if (!options.known_failing.empty()) {
    const auto names = ReadKnownFailing(options.known_failing, BehavioursOf(*options.service));
    if (!names.ok()) return Fail(kExitUsage, std::string(names.status().message()));
    known_failing = *names;
  }
  // Before gRPC has threads.
  runner::Interruption interruption;
  const runner::StopSignals signals([&interruption] { interruption.Raise(); });
  if (const absl::Status status = SetTarget(options); !status.ok()) {
    return Fail(kExitUsage, std::string(status.message()));
  }
  for (const std::string& path : {options.json, options.junit}) {
    if (!CanWrite(path)) return Fail(kExitUsage, "cannot write " + path);
  }
  if (const absl::Status reached = ReachTheTarget(interruption); !reached.ok()) {
    return Fail(kExitUnreachable, std::string(reached.message()));
  }

  std::vector<std::string> names;
  for (const Behaviour& one : behaviours) names.push_back(one.name);
  std::vector<std::string> witness = argv;
  witness.emplace_back("--witness");
  Court court{Hearing(witness, names, options.timeout()),
              known_failing,
              Table(stdout, ColoursOnStdout()),
              {},
              interruption};
  const runner::Interruption::Work work(interruption, [&court] { court.hearing.Interrupt(); });
  court.report.set_service(options.service->name);
  court.report.set_target(options.target.ToString());
  court.table.Open(court.report);
  RunAll(court, behaviours, options.junit);
  court.table.Close(court.report);
  if (AnswersAsAnother(court.report)) {
    court.table.Say(absl::StrCat("The server answers, but not as ", options.service->contract,
                                 ": compare the names of package, service and methods with ",
                                 options.service->proto, "."));
  }
  const size_t unheard = behaviours.size() - court.report.verdicts().size();
  if (interruption.raised()) court.table.Say(absl::StrCat("Interrupted: ", unheard, " not heard."));

  if (!options.json.empty() && !WriteJson(options.json, court.report)) {
    return Fail(kExitFailed, "cannot write " + options.json);
  }
  if (interruption.raised()) return runner::kExitInterrupted;
  const auto& verdicts = court.report.verdicts();
  return std::any_of(verdicts.begin(), verdicts.end(), CountsAsFailure) ? kExitFailed : 0;
}

}  // namespace workbook::judge
