// `lesson_proof CHECK`: exits with 0 when a check does what a reader can learn from: it fails, by
// an assertion, within the time that a reader's check has, and nothing in it hangs or crashes. So
// CI proves that starters and mistakes are caught.
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "lessons/runner/hearing.h"
#include "lessons/runner/process.h"

namespace {

namespace judge = workbook::judge;
using workbook::runner::Process;

constexpr std::chrono::seconds kListHang{30};

std::vector<std::string> NamesIn(const std::string& check) {
  const auto list = Process::Start({.argv = {check, "--list"}, .only = {judge::kMark}});
  if (!list.ok() || !(*list)->WaitForExit(kListHang).ok()) return {};
  std::vector<std::string> names;
  for (const std::string& line : (*list)->lines(Process::Stream::kStdout)) {
    names.push_back(std::vector<std::string>(absl::StrSplit(line.substr(1), '\t')).front());
  }
  return names;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: lesson_proof CHECK\n", stderr);
    return 2;
  }
  const std::vector<std::string> names = NamesIn(argv[1]);
  judge::Hearing hearing({argv[1], "--witness"}, names, judge::kLessonTimeout);
  int failed = 0;
  int cut_short = 0;
  for (const std::string& name : names) {
    const judge::v1::Verdict verdict = hearing.Hear(name);
    if (verdict.outcome() == judge::v1::OUTCOME_FAILED) ++failed;
    if (verdict.cut_short()) ++cut_short;
    std::printf("%s: %s %s %s\n", name.c_str(), judge::v1::Outcome_Name(verdict.outcome()).c_str(),
                verdict.expected().c_str(), verdict.came().c_str());
  }
  std::printf("%d of %zu failed, %d of them by no assertion\n", failed, names.size(), cut_short);
  return failed > 0 && cut_short == 0 ? 0 : 1;
}
