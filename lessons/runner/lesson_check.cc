#include "lessons/runner/lesson_check.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "lessons/runner/hearing.h"
#include "lessons/runner/lesson_build.h"
#include "lessons/runner/process.h"

namespace workbook::runner {
namespace {

using judge::v1::Verdict;
using std::chrono::steady_clock;

constexpr std::chrono::seconds kListHang{20};
// More is no list of ours, and each may cost a start of the program.
constexpr size_t kMostBehaviours = 100;

// What the check will look at, as it says itself: verdicts without an outcome.
absl::StatusOr<std::vector<Verdict>> Promised(const std::string& program,
                                              Interruption& interruption) {
  const auto list = Process::Start({.argv = {program, "--list"}, .only = {judge::kMark}});
  if (!list.ok()) return list.status();
  const Interruption::Work work(interruption, [&] { (*list)->Kill(); });
  const absl::StatusOr<Exit> exit = (*list)->WaitForExit(kListHang);
  if (!exit.ok()) return exit.status();
  if (interruption.raised()) return absl::CancelledError("interrupted");
  std::vector<Verdict> promised;
  for (const std::string& line : (*list)->lines(Process::Stream::kStdout)) {
    const std::vector<std::string> columns = absl::StrSplit(line.substr(1), '\t');
    if (columns.size() != 3) continue;
    Verdict& verdict = promised.emplace_back();
    verdict.set_name(columns[0]);
    verdict.set_sentence(columns[1]);
    verdict.set_place(columns[2]);
  }
  // A static object of the exercise's can bring it down before main.
  if (promised.empty()) {
    return absl::AbortedError(absl::StrCat("the check cannot be started: ", exit->ToString()));
  }
  if (promised.size() > kMostBehaviours) {
    return absl::AbortedError(absl::StrCat("the check names ", promised.size(), " behaviours"));
  }
  return promised;
}

Verdict Hear(judge::Hearing& hearing, const Verdict& promised) {
  Verdict verdict = hearing.Hear(promised.name());
  verdict.set_sentence(promised.sentence());
  verdict.set_place(promised.place());
  return verdict;
}

Verdict Skipped(Verdict promised) {
  promised.set_outcome(judge::v1::OUTCOME_SKIPPED);
  return promised;
}

}  // namespace

bool Checked::solved() const {
  return built && !verdicts.empty() && passed() == static_cast<int>(verdicts.size());
}

int Checked::passed() const {
  return static_cast<int>(std::count_if(
      verdicts.begin(), verdicts.end(),
      [](const Verdict& verdict) { return verdict.outcome() == judge::v1::OUTCOME_PASSED; }));
}

absl::StatusOr<Checked> CheckLesson(const Tree& tree, const Lesson& lesson,
                                    Interruption& interruption, const CheckOptions& options) {
  std::error_code error;
  if (!std::filesystem::exists(lesson.Exercise(), error)) {  // ninja's words for it help nobody
    return absl::FailedPreconditionError(absl::StrCat(tree.Short(lesson.Exercise()),
                                                      " is not there; ./workbook reset ",
                                                      lesson.Number(), " gives it back."));
  }
  const absl::StatusOr<Built> built = BuildTarget(
      tree, absl::StrCat("lesson_", lesson.Number(), "_exercise"), interruption, options.on_step);
  if (!built.ok()) return built.status();
  Checked checked{built->ok, built->error, {}, built->seconds, 0};
  if (!built->ok) return checked;

  const auto start = steady_clock::now();
  const std::string program = (tree.build / "bin" / "lessons" / lesson.name / "exercise").string();
  const absl::StatusOr<std::vector<Verdict>> promised = Promised(program, interruption);
  if (!promised.ok()) return promised.status();
  std::vector<std::string> names;
  for (const Verdict& verdict : *promised) names.push_back(verdict.name());
  judge::Hearing hearing({program, "--witness"}, names, options.timeout,
                         "it brought the program down");
  const Interruption::Work work(interruption, [&] { hearing.Interrupt(); });
  bool hung = false;
  for (const Verdict& one : *promised) {
    // What hangs once mostly hangs always: no reader waits for that again and again.
    const Verdict verdict = hung ? Skipped(one) : Hear(hearing, one);
    if (interruption.raised()) return absl::CancelledError("interrupted");
    const std::chrono::duration<double> limit = options.timeout;
    hung = hung || (verdict.cut_short() && verdict.seconds() >= limit.count());
    if (options.on_verdict) options.on_verdict(verdict);
    checked.verdicts.push_back(verdict);
  }
  const std::chrono::duration<double> taken = steady_clock::now() - start;
  checked.check_seconds = taken.count();
  return checked;
}

}  // namespace workbook::runner
