#include "judge/judging.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <sstream>

#include "judge/table.h"
#include "pairs/programs.h"
#include "support/scratch_folder.h"

namespace workbook::testing {
namespace {

using Stream = runner::Process::Stream;

// Ends a hang: longer than any test wants to wait, and than what one may demand of a run.
constexpr std::chrono::seconds kLongest{120};

}  // namespace

std::vector<std::string> Judgement::failed() const {
  std::vector<std::string> names;
  for (const judge::v1::Verdict& verdict : report.verdicts()) {
    if (judge::CountsAsFailure(verdict)) names.push_back(verdict.name());
  }
  return names;
}

std::string Judgement::came(const std::string& name) const {
  for (const judge::v1::Verdict& verdict : report.verdicts()) {
    if (verdict.name() == name) return verdict.came();
  }
  return "";
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
  const absl::StatusOr<runner::Exit> exit = process->WaitForExit(kLongest);
  EXPECT_TRUE(exit.ok()) << exit.status();
  Judgement judgement{exit.value_or(runner::Exit{-1, 0}),
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

}  // namespace workbook::testing
