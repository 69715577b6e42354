#include "lessons/runner/own_verdicts.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <atomic>
#include <chrono>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/text_file.h"
#include "lessons/runner/run_program.h"
#include "lessons/runner/step_ticker.h"

namespace workbook::lessons::runner {
namespace {

using judge::v1::Verdict;

constexpr int kNobodyAnswers = 3;  // the judge's exit status, see docs/judge.md

std::string Behaviours(int count, const char* kind = "") {
  return absl::StrCat(count, " ", kind, count == 1 ? "behaviour" : "behaviours");
}

bool IsUnimplemented(const Verdict& verdict) {
  return absl::StrContains(verdict.actual(), "UNIMPLEMENTED");
}

std::string WhatToDo(const std::vector<Verdict>& failed) {
  if (std::ranges::all_of(failed, IsUnimplemented)) {
    return "UNIMPLEMENTED is what the class that protoc generated answers for you: register your "
           "service with builder.RegisterService(&service), and mark each method override, so that "
           "the compiler finds one that overrides nothing. lessons/unary_method/README.md.";
  }
  const Verdict& first = failed.front();
  return absl::StrCat("Make this pass first: ", first.sentence(), ". ",
                      first.lesson().empty() ? "" : absl::StrCat("Read ", first.lesson(), "."));
}

}  // namespace

StepResult ReadReport(const judge::v1::Report& report, Score& score) {
  StepResult result;
  int required_failed = 0;
  int required_skipped = 0;
  std::string why_skipped;
  for (const Verdict& verdict : report.verdicts()) {
    const bool required = verdict.level() == judge::v1::LEVEL_REQUIRED;
    switch (verdict.outcome()) {
      case judge::v1::OUTCOME_PASSED:
        ++score.passed;
        ++score.all;
        break;
      case judge::v1::OUTCOME_FAILED:
        ++score.all;
        required_failed += required ? 1 : 0;
        result.failed.push_back(verdict);
        break;
      case judge::v1::OUTCOME_SKIPPED:
        if (required && required_skipped++ == 0) why_skipped = verdict.actual();
        break;
      default:
        break;
    }
  }
  std::ranges::stable_sort(result.failed, {}, &Verdict::level);
  result.passed = score.all > 0 && required_failed == 0 && required_skipped == 0;
  result.found = absl::StrCat(score.passed, " of ", Behaviours(score.all), " pass");
  if (required_failed > 0) {
    absl::StrAppend(&result.found, "; ", required_failed, " of those that fail ",
                    required_failed == 1 ? "is" : "are", " required");
  } else if (!result.failed.empty()) {
    absl::StrAppend(&result.found,
                    "; those that fail are not required, but a good server has them");
  }
  absl::StrAppend(&result.found, ".");
  if (required_skipped > 0) {
    absl::StrAppend(&result.found, " ", Behaviours(required_skipped, "required "),
                    " could not be judged: ", why_skipped, ".");
  }
  if (!result.failed.empty()) {
    result.next = WhatToDo(result.failed);
  } else if (required_skipped > 0) {
    result.next =
        "Let the server have what the judge looks for: the orders of order/orders.txtpb, "
        "or the features of route_guide/features.json. docs/judge.md says what it needs.";
  }
  return result;
}

StepResult JudgeServer(const std::filesystem::path& judge, const Contract& contract, int port,
                       const std::filesystem::path& json, const std::stop_token& stop,
                       const std::function<void(const std::string&)>& on_status, Score& score) {
  std::error_code error;
  if (!std::filesystem::exists(judge, error)) {
    return {
        .found = absl::StrCat("This step needs the judge, and ", judge.string(), " is missing."),
        .next = "Start this with ./workbook graduate, which builds it first."};
  }
  StepTicker ticker("judging", on_status);
  int count = 0;  // of the reading thread alone
  const auto run = RunProgram({judge.string(), contract.service, "--target",
                               absl::StrCat("localhost:", port), "--json", json.string()},
                              stop, std::chrono::hours(1), [&](const std::string& line) {
                                // The table's lines of behaviours: two spaces, a word of four
                                // letters.
                                if (line.size() > 6 && line.starts_with("  ") && line[2] != ' ')
                                  ticker.Step(Behaviours(++count));
                              });
  if (!run.ok()) return {.found = std::string(run.status().message())};
  if (run->exit.code == kNobodyAnswers) {
    return {
        .found = "Something listens there, but does not answer as a gRPC server.",
        .output = {run->output.empty() ? "" : run->output.back()},
        .next =
            "The judge calls without TLS: listen with grpc::InsecureServerCredentials(). A "
            "port that only accepts connections and never answers is not served yet: "
            "BuildAndStart() has to return, and main to wait. lessons/serving/README.md has both."};
  }
  const absl::StatusOr<std::string> text = base::ReadTextFile(json.string(), base::kMaxDataBytes);
  judge::v1::Report report;
  if (!text.ok() || !google::protobuf::util::JsonStringToMessage(*text, &report).ok()) {
    return {.found = absl::StrCat("The judge left no verdicts: ", run->exit.ToString(), "."),
            .output = run->output};
  }
  return ReadReport(report, score);
}

}  // namespace workbook::lessons::runner
