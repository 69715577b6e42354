#include "conformance/runner/worker.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "conformance/runner/failure_text.h"
#include "conformance/runner/worker_supervisor.h"
#include "workbook/judge/v1/judge.pb.h"

namespace workbook::conformance::runner {
namespace {

// "Name" of a test that GoogleTest calls "Name/Judged".
std::string NameOf(const ::testing::TestInfo& info) {
  const std::string name = info.name();
  return name.substr(0, name.find('/'));
}

// On a line of its own, even where the exercise has printed text without a newline.
void Print(const std::string& line) {
  std::printf("\n%s\n", line.c_str());
  std::fflush(stdout);
}

std::string Observed(const ::testing::TestResult& result) {
  std::vector<std::string> observed;
  for (int i = 0; i < result.test_property_count(); ++i) {
    const ::testing::TestProperty& property = result.GetTestProperty(i);
    if (std::string(property.key()) == "observed") observed.push_back(property.value());
  }
  return absl::StrJoin(observed, "; ");
}

judge::v1::Verdict ToVerdict(const ::testing::TestInfo& info) {
  const ::testing::TestResult& result = *info.result();
  judge::v1::Verdict verdict;
  verdict.set_name(NameOf(info));
  verdict.set_seconds(static_cast<double>(result.elapsed_time()) / 1000);
  verdict.set_outcome(judge::v1::OUTCOME_PASSED);
  if (const std::string observed = Observed(result); !observed.empty()) {
    verdict.set_actual(observed);
  }
  int failures = 0;
  for (int i = 0; i < result.total_part_count(); ++i) {
    const ::testing::TestPartResult& part = result.GetTestPartResult(i);
    if (part.skipped() && failures == 0) {
      verdict.set_outcome(judge::v1::OUTCOME_SKIPPED);
      verdict.set_actual(ReadFailure(part.message()).actual);
    }
    if (part.failed() && ++failures == 1) {
      const FailureText text = ReadFailure(part.message());
      verdict.set_outcome(judge::v1::OUTCOME_FAILED);
      verdict.set_expected(text.expected);
      verdict.set_actual(text.actual);
    }
  }
  verdict.set_further_failures(failures > 1 ? failures - 1 : 0);
  return verdict;
}

class VerdictPrinter final : public ::testing::EmptyTestEventListener {
 private:
  void OnTestStart(const ::testing::TestInfo& info) override {
    Print(absl::StrCat(BeginningMark(count_), NameOf(info)));
  }

  void OnTestEnd(const ::testing::TestInfo& info) override {
    std::string json;
    // Does not fail: GoogleTest has escaped what is not UTF-8.
    static_cast<void>(google::protobuf::util::MessageToJsonString(ToVerdict(info), &json));
    Print(absl::StrCat(VerdictMark(count_++), json));
  }

  int count_ = 0;
};

}  // namespace

void PrintList(const std::vector<Behaviour>& behaviours) {
  for (const Behaviour& one : behaviours) {
    Print(absl::StrCat(std::string(1, kMark), one.name, "\t", one.sentence, "\t", one.place));
  }
}

void RunBehaviours(const std::vector<Behaviour>& behaviours, const std::string& names) {
  const std::set<std::string> asked_for = absl::StrSplit(names, ':');
  std::vector<std::string> tests;
  for (const Behaviour& one : behaviours) {
    if (asked_for.contains(one.name)) tests.push_back(absl::StrCat(one.suite, ".", one.name, "/*"));
  }
  ::testing::InitGoogleTest();
  ::testing::GTEST_FLAG(filter) = absl::StrJoin(tests, ":");
  ::testing::TestEventListeners& listeners = ::testing::UnitTest::GetInstance()->listeners();
  delete listeners.Release(listeners.default_result_printer());
  listeners.Append(new VerdictPrinter);
  [[maybe_unused]] const int failed = RUN_ALL_TESTS();  // the verdicts tell
}

}  // namespace workbook::conformance::runner
