#include "tests/mutants/judge_runner.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "conformance/runner/table.h"
#include "tests/e2e/programs.h"
#include "tests/support/scratch_folder.h"

namespace workbook::tests {
namespace {

using Stream = base::Process::Stream;

// Ends a hang. No run of the judge takes this long, and no test expects one to.
constexpr std::chrono::seconds kMaxRun{120};

}  // namespace

std::vector<std::string> Judgement::failed() const {
  std::vector<std::string> names;
  for (const judge::v1::Verdict& verdict : report.verdicts()) {
    if (conformance::runner::CountsAsFailure(verdict)) names.push_back(verdict.name());
  }
  return names;
}

std::string Judgement::actual(const std::string& name) const {
  for (const judge::v1::Verdict& verdict : report.verdicts()) {
    if (verdict.name() == name) return verdict.actual();
  }
  return "";
}

std::string Judgement::Printed() const {
  std::string printed = "the judge printed:\n";
  for (const std::string& line : out) {
    if (!absl::StartsWith(line, "  pass ")) absl::StrAppend(&printed, line, "\n");
  }
  return printed;
}

Judgement RunJudge(const std::string& service, const rpc::Address& address,
                   const std::vector<std::string>& flags) {
  const ScratchFolder folder;
  const std::string json = folder / "report.json";
  std::vector<std::string> argv = {"judge", service, "--target=" + address.ToString(),
                                   "--json=" + json};
  argv.insert(argv.end(), flags.begin(), flags.end());
  const auto process = StartProgram(std::move(argv));
  if (process == nullptr) return {};
  const absl::StatusOr<base::Exit> exit = process->WaitForExit(kMaxRun);
  EXPECT_TRUE(exit.ok()) << exit.status();
  Judgement judgement{exit.value_or(base::Exit{-1, 0}),
                      process->lines(Stream::kStdout),
                      process->lines(Stream::kStderr),
                      {}};
  std::ostringstream text;
  text << std::ifstream(json).rdbuf();
  if (!text.str().empty()) {
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(text.str(), &judgement.report).ok());
  }
  return judgement;
}

}  // namespace workbook::tests
