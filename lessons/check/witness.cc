#include "lessons/check/witness.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lessons/check/failure_text.h"
#include "lessons/runner/hearing.h"
#include "workbook/judge/v1/judge.pb.h"

namespace workbook::judge {
namespace {

// "Suite.Name" of a test that GoogleTest calls Suite and Name/Judged.
std::string NameOf(const ::testing::TestInfo& info) {
  const std::string name = info.name();
  return name.substr(0, name.find('/'));
}

std::string Observed(const ::testing::TestResult& result) {
  std::vector<std::string> observed;
  for (int i = 0; i < result.test_property_count(); ++i) {
    const ::testing::TestProperty& property = result.GetTestProperty(i);
    if (std::string(property.key()) == "observed") observed.push_back(property.value());
  }
  return absl::StrJoin(observed, "; ");
}

v1::Verdict ToVerdict(const ::testing::TestInfo& info) {
  const ::testing::TestResult& result = *info.result();
  v1::Verdict verdict;
  verdict.set_name(NameOf(info));
  verdict.set_seconds(static_cast<double>(result.elapsed_time()) / 1000);
  verdict.set_outcome(v1::OUTCOME_PASSED);
  if (const std::string observed = Observed(result); !observed.empty()) {
    verdict.set_came(observed);
  }
  int failures = 0;
  for (int i = 0; i < result.total_part_count(); ++i) {
    const ::testing::TestPartResult& part = result.GetTestPartResult(i);
    if (part.skipped() && failures == 0) {
      verdict.set_outcome(v1::OUTCOME_SKIPPED);
      verdict.set_came(ReadFailure(part.message()).came);
    }
    if (part.failed() && ++failures == 1) {
      const FailureText text = ReadFailure(part.message());
      verdict.set_outcome(v1::OUTCOME_FAILED);
      verdict.set_expected(text.expected);
      verdict.set_came(text.came);
    }
  }
  verdict.set_further_failures(failures > 1 ? failures - 1 : 0);
  return verdict;
}

class Witness final : public ::testing::EmptyTestEventListener {
 public:
  explicit Witness(std::function<void(v1::Verdict&)> describe) : describe_(std::move(describe)) {}

 private:
  void OnTestStart(const ::testing::TestInfo& info) override {
    Print(absl::StrCat(BeginningMark(count_), NameOf(info)));
  }

  void OnTestEnd(const ::testing::TestInfo& info) override {
    v1::Verdict verdict = ToVerdict(info);
    describe_(verdict);
    std::string json;
    // Does not fail: what is no UTF-8 is escaped by GoogleTest before it gets here.
    static_cast<void>(google::protobuf::util::MessageToJsonString(verdict, &json));
    Print(absl::StrCat(VerdictMark(count_++), json));
  }

  static void Print(const std::string& line) {
    // On a line of its own, whatever the exercise has printed without ending it.
    std::printf("\n%s\n", line.c_str());
    std::fflush(stdout);
  }

  const std::function<void(v1::Verdict&)> describe_;
  int count_ = 0;
};

}  // namespace

void Testify(const std::string& filter, std::function<void(v1::Verdict&)> describe) {
  ::testing::GTEST_FLAG(filter) = filter;
  ::testing::TestEventListeners& listeners = ::testing::UnitTest::GetInstance()->listeners();
  delete listeners.Release(listeners.default_result_printer());
  listeners.Append(new Witness(std::move(describe)));
  [[maybe_unused]] const int failed = RUN_ALL_TESTS();  // the verdicts say it
}

}  // namespace workbook::judge
