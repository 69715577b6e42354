// `record_mistakes FOLDER PROGRAMS`: runs the check of each mistake of the lesson in FOLDER, which
// are built in the folder PROGRAMS, and writes to FOLDER/mistakes.txtpb how it fails.
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/environment.h"
#include "lessons/check/run_check.h"
#include "lessons/runner/known_mistakes.h"

namespace {

namespace fs = std::filesystem;

using workbook::judge::v1::Verdict;
using workbook::lessons::v1::Failure;
using workbook::lessons::v1::KnownMistake;
using workbook::lessons::v1::KnownMistakes;

constexpr int kRuns = 3;

std::vector<std::string> NamesOfMistakes(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& patch : fs::directory_iterator(folder / "mistakes")) {
    names.push_back(patch.path().stem().string());
  }
  std::ranges::sort(names);
  return names;
}

KnownMistake Mistake(const std::string& name, const std::vector<Verdict>& verdicts) {
  KnownMistake mistake;
  mistake.set_name(name);
  for (const Verdict& verdict : verdicts) {
    if (verdict.outcome() != workbook::judge::v1::OUTCOME_FAILED) continue;
    Failure& failure = *mistake.add_failures();
    failure.set_behaviour(verdict.name());
    failure.set_actual(verdict.actual());
  }
  return mistake;
}

// Keeps of `mistake` only the values that `again`, another run of it, has too. False when other
// behaviours fail: then the verdict is a matter of luck.
bool KeepWhatAgrees(KnownMistake& mistake, const KnownMistake& again) {
  if (mistake.failures_size() != again.failures_size()) return false;
  for (int i = 0; i < again.failures_size(); ++i) {
    Failure& failure = *mistake.mutable_failures(i);
    if (failure.behaviour() != again.failures(i).behaviour()) return false;
    if (failure.actual() != again.failures(i).actual()) failure.clear_actual();
  }
  return true;
}

std::vector<Verdict> AsVerdicts(const KnownMistake& mistake) {
  std::vector<Verdict> verdicts;
  for (const Failure& failure : mistake.failures()) {
    Verdict& verdict = verdicts.emplace_back();
    verdict.set_name(failure.behaviour());
    verdict.set_outcome(workbook::judge::v1::OUTCOME_FAILED);
    verdict.set_actual(failure.actual());
  }
  return verdicts;
}

}  // namespace

int main(int argc, char** argv) {
  workbook::base::UnsetCallersSettings();
  if (argc != 3) {
    std::fputs("usage: record_mistakes FOLDER PROGRAMS\n", stderr);
    return 2;
  }
  const fs::path folder = argv[1];
  KnownMistakes known;
  for (const std::string& name : NamesOfMistakes(folder)) {
    KnownMistake* mistake = nullptr;
    for (int run = 0; run < kRuns; ++run) {
      const auto verdicts = workbook::lessons::check::RunCheck((fs::path(argv[2]) / name).string());
      if (!verdicts.ok()) {
        std::fprintf(stderr, "%s: %s\n", name.c_str(), verdicts.status().ToString().c_str());
        return 1;
      }
      if (mistake == nullptr) {
        *(mistake = known.add_mistakes()) = Mistake(name, *verdicts);
      } else if (!KeepWhatAgrees(*mistake, Mistake(name, *verdicts))) {
        std::fprintf(stderr, "%s: other behaviours fail in each run\n", name.c_str());
        return 1;
      }
    }
  }
  const KnownMistakes recorded = known;
  for (KnownMistake& mistake : *known.mutable_mistakes()) {
    for (const std::string& twin :
         workbook::lessons::runner::Recognize(recorded, AsVerdicts(mistake))) {
      if (twin != mistake.name()) mistake.add_twins(twin);
    }
  }
  std::string text;
  if (!google::protobuf::TextFormat::PrintToString(known, &text)) return 1;
  std::ofstream file(folder / "mistakes.txtpb");
  file << "# How the mistakes of this lesson fail, written by the build target known_mistakes. "
          "Format:\n"
          "# protos/workbook/lessons/v1/mistakes.proto.\n\n"
       << text;
  file.close();
  if (file) return 0;
  std::fprintf(stderr, "cannot write %s\n", (folder / "mistakes.txtpb").c_str());
  return 1;
}
