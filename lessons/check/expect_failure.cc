// `expect_failure CHECK [FOLDER]`: exits with 0 when a check fails in a way that teaches: by an
// assertion, within the time limit of a learner's check, and without a hang or a crash. With the
// lesson's FOLDER, the check is that of a mistake, and has to be recognised as it.
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
using workbook::lessons::runner::ReadKnownMistakes;
using workbook::lessons::runner::Recognize;
using workbook::lessons::v1::KnownMistakes;

// A race, or a loaded machine, makes a few mistakes fail in another way now and then.
constexpr int kMostTries = 3;

// Whether the mistake `name` is among those that fail like `verdicts`; two that fail alike are
// both.
bool IsRecognized(const KnownMistakes& known, const std::string& name,
                  const std::vector<Verdict>& verdicts) {
  const std::vector<std::string> found = Recognize(known, verdicts);
  if (std::ranges::find(found, name) != found.end()) return true;
  std::printf("not recognised; what fails like this: %s\n",
              found.empty() ? "no known mistake" : absl::StrJoin(found, ", ").c_str());
  return false;
}

// Whether the check `program` fails as it has to. `verdicts` is set to what came of it.
bool Fails(const char* program, std::vector<Verdict>& verdicts) {
  absl::StatusOr<std::vector<Verdict>> run = workbook::lessons::check::RunCheck(program);
  if (!run.ok()) {
    std::fprintf(stderr, "%s\n", run.status().ToString().c_str());
    return false;
  }
  verdicts = *std::move(run);
  int failed = 0;
  int cut_short = 0;
  for (const Verdict& verdict : verdicts) {
    if (verdict.outcome() == workbook::judge::v1::OUTCOME_FAILED) ++failed;
    if (verdict.cut_short()) ++cut_short;
    std::printf("%s: %s %s %s\n", verdict.name().c_str(),
                workbook::judge::v1::Outcome_Name(verdict.outcome()).c_str(),
                verdict.expected().c_str(), verdict.actual().c_str());
  }
  std::printf("%d of %zu failed, %d of them without an assertion\n", failed, verdicts.size(),
              cut_short);
  return failed > 0 && cut_short == 0;
}

}  // namespace

int main(int argc, char** argv) {
  workbook::base::UnsetCallersSettings();
  if (argc != 2 && argc != 3) {
    std::fputs("usage: expect_failure CHECK [FOLDER]\n", stderr);
    return 2;
  }
  std::vector<Verdict> verdicts;
  if (argc == 2) return Fails(argv[1], verdicts) ? 0 : 1;

  const std::filesystem::path folder = argv[2];
  const auto known = ReadKnownMistakes({0, folder.filename().string(), "", "", folder});
  if (!known.ok()) {
    std::printf("%s\n", std::string(known.status().message()).c_str());
    return 1;
  }
  const std::string name = std::filesystem::path(argv[1]).filename().string();
  for (int tries = 0; tries < kMostTries; ++tries) {
    if (!Fails(argv[1], verdicts)) return 1;
    if (IsRecognized(*known, name, verdicts)) return 0;
  }
  std::printf("cmake --build --preset dev --target known_mistakes records how mistakes fail\n");
  return 1;
}
