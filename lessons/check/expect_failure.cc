// `expect_failure CHECK [FOLDER]`: exits with 0 when a check fails in a way that teaches: by an
// assertion, within the time limit of a learner's check, and without a hang or a crash. With the
// lesson's FOLDER, the check is that of a mistake, and has to be recognised as it; CI gives none,
// because a race makes a few mistakes fail in another way now and then. So CI proves that starters
// and mistakes are caught.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "base/environment.h"
#include "lessons/check/run_check.h"
#include "lessons/runner/known_mistakes.h"

namespace {

using workbook::judge::v1::Verdict;

// Whether the mistake `name` is among those that fail like `verdicts`. A loaded machine changes now
// and then a value that tells it from another; then both are candidates.
bool IsRecognized(const workbook::lessons::runner::Lesson& lesson, const std::string& name,
                  const std::vector<Verdict>& verdicts) {
  const auto known = workbook::lessons::runner::ReadKnownMistakes(lesson);
  if (!known.ok()) {
    std::printf("%s\n", std::string(known.status().message()).c_str());
    return false;
  }
  const std::vector<std::string> found = workbook::lessons::runner::Recognize(*known, verdicts);
  if (std::ranges::find(found, name) != found.end()) return true;
  std::printf("not recognised; what fails like this: %s\n",
              found.empty() ? "no known mistake" : absl::StrJoin(found, ", ").c_str());
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  workbook::base::UnsetCallersSettings();
  if (argc != 2 && argc != 3) {
    std::fputs("usage: expect_failure CHECK [FOLDER]\n", stderr);
    return 2;
  }
  const auto verdicts = workbook::lessons::check::RunCheck(argv[1]);
  if (!verdicts.ok()) {
    std::fprintf(stderr, "%s\n", verdicts.status().ToString().c_str());
    return 1;
  }
  int failed = 0;
  int cut_short = 0;
  for (const Verdict& verdict : *verdicts) {
    if (verdict.outcome() == workbook::judge::v1::OUTCOME_FAILED) ++failed;
    if (verdict.cut_short()) ++cut_short;
    std::printf("%s: %s %s %s\n", verdict.name().c_str(),
                workbook::judge::v1::Outcome_Name(verdict.outcome()).c_str(),
                verdict.expected().c_str(), verdict.actual().c_str());
  }
  std::printf("%d of %zu failed, %d of them without an assertion\n", failed, verdicts->size(),
              cut_short);
  if (failed == 0 || cut_short > 0) return 1;
  if (argc == 2) return 0;
  const std::filesystem::path folder = argv[2];
  const std::string name = std::filesystem::path(argv[1]).filename().string();
  if (IsRecognized({0, folder.filename().string(), "", "", folder}, name, *verdicts)) return 0;
  std::printf("cmake --build --preset dev --target known_mistakes records how mistakes fail\n");
  return 1;
}
