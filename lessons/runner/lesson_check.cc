#include "lessons/runner/lesson_check.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "lessons/runner/error_help.h"
#include "lessons/runner/known_mistakes.h"

namespace workbook::lessons::runner {
namespace {

using conformance::runner::ListBehaviours;
using conformance::runner::WorkerSupervisor;
using judge::v1::Verdict;
using std::chrono::steady_clock;

constexpr size_t kIndent = 8;
constexpr size_t kLabelWidth = 10;

Verdict VerdictOn(WorkerSupervisor& supervisor, const Verdict& behaviour) {
  Verdict verdict = supervisor.VerdictOn(behaviour.name());
  verdict.set_sentence(behaviour.sentence());
  verdict.set_place(behaviour.place());
  return verdict;
}

Verdict Skipped(Verdict behaviour) {
  behaviour.set_outcome(judge::v1::OUTCOME_SKIPPED);
  return behaviour;
}

std::string PlaceOf(const Workspace& workspace, const Lesson& lesson, const Verdict& verdict) {
  const std::string file = workspace.Short(lesson.Exercise());
  const int line = verdict.place().empty() ? 0 : LineOf(lesson.Exercise(), verdict.place());
  return line == 0 ? file : absl::StrCat(file, ":", line);
}

// A line of the source and the mark below it; a long line in pieces, each with its piece of the
// mark.
void PrintExcerpt(Printer& printer, const std::vector<std::string>& excerpt) {
  constexpr size_t kExcerptIndent = 4;
  const size_t width = printer.columns() - kExcerptIndent;
  const std::string source = excerpt.empty() ? "" : excerpt.front();
  const std::string mark = excerpt.size() < 2 ? "" : excerpt[1];
  for (size_t at = 0; at < source.size(); at += width) {
    printer.Verbatim(source.substr(at, width), kExcerptIndent);
    const std::string part = at < mark.size() ? mark.substr(at, width) : "";
    if (part.find_first_not_of(' ') != part.npos) printer.Verbatim(part, kExcerptIndent);
  }
}

// Why the exercise ended without a verdict; once, since the behaviours after it mostly end alike.
void PrintCrash(Printer& printer, const std::vector<Verdict>& verdicts) {
  const auto crash = std::ranges::find_if(verdicts, &Verdict::cut_short);
  if (crash == verdicts.end()) return;
  const std::vector<std::string> reason =
      ReasonOfCrash({crash->last_lines().begin(), crash->last_lines().end()});
  const std::string help = HelpWithCrash(reason, crash->actual());
  if (reason.empty() && help.empty()) return;
  printer.Blank();
  if (!reason.empty()) {
    printer.Paragraph("The last that it printed:");
    for (const std::string& line : reason) printer.Paragraph(line, 2);
  }
  if (!help.empty()) printer.Paragraph(help);
}

}  // namespace

bool CheckResult::solved() const {
  return built && !verdicts.empty() && passed() == static_cast<int>(verdicts.size());
}

int CheckResult::passed() const {
  return static_cast<int>(
      std::ranges::count(verdicts, judge::v1::OUTCOME_PASSED, &Verdict::outcome));
}

absl::StatusOr<CheckResult> CheckLesson(const Workspace& workspace, const Lesson& lesson,
                                        const std::stop_token& stop, const CheckOptions& options) {
  std::error_code error;
  // ninja's message about a missing source file does not help a learner.
  if (!std::filesystem::exists(lesson.Exercise(), error)) {
    return absl::FailedPreconditionError(
        absl::StrCat(workspace.Short(lesson.Exercise()),
                     " is missing; restore it with ./workbook reset ", lesson.Number()));
  }
  const absl::StatusOr<ExerciseBuild> exercise =
      BuildExercise(workspace, lesson, options.earlier, stop, options.on_step);
  if (!exercise.ok()) return exercise.status();
  const BuildResult& build = exercise->result;
  CheckResult result{build.ok, build.error, exercise->whose, {}, build.seconds, 0};
  if (!build.ok) return result;

  const auto start = steady_clock::now();
  const std::string program =
      (workspace.build / "bin" / "lessons" / lesson.name / "exercise").string();
  const absl::StatusOr<std::vector<Verdict>> behaviours = ListBehaviours(program, stop);
  if (!behaviours.ok()) return behaviours.status();
  std::vector<std::string> names;
  for (const Verdict& behaviour : *behaviours) names.push_back(behaviour.name());
  WorkerSupervisor supervisor({program}, names, options.timeout, "the program ended early");
  const std::stop_callback on_stop(stop, [&] { supervisor.Interrupt(); });
  bool hung = false;
  for (const Verdict& behaviour : *behaviours) {
    // After one hang the others mostly hang too; the learner need not wait for each.
    const Verdict verdict = hung ? Skipped(behaviour) : VerdictOn(supervisor, behaviour);
    if (stop.stop_requested()) return absl::CancelledError("interrupted");
    const std::chrono::duration<double> limit = options.timeout;
    hung = hung || (verdict.cut_short() && verdict.seconds() >= limit.count());
    if (options.on_verdict) options.on_verdict(verdict);
    result.verdicts.push_back(verdict);
  }
  const std::chrono::duration<double> taken = steady_clock::now() - start;
  result.check_seconds = taken.count();
  return result;
}

void PrintBuildError(Printer& printer, const BuildError& error) {
  if (!error.place.empty()) printer.Paragraph(absl::StrCat(error.place, ":"), 2);
  printer.Paragraph(error.message, 2);
  PrintExcerpt(printer, error.excerpt);
  if (const std::string help = HelpWithCompiling(error.message); !help.empty()) {
    printer.Blank();
    printer.Paragraph(help, 2);
  }
}

void PrintVerdict(Printer& printer, const Workspace& workspace, const Lesson& lesson,
                  const Verdict& verdict) {
  switch (verdict.outcome()) {
    case judge::v1::OUTCOME_PASSED:
      printer.Marked(Printer::Style::kGood, "pass", verdict.sentence());
      return;
    case judge::v1::OUTCOME_SKIPPED:
      printer.Marked(Printer::Style::kStrong, "----", verdict.sentence());
      printer.Labelled(
          "not run:", verdict.actual().empty() ? "an earlier behaviour hung" : verdict.actual(),
          kIndent, kLabelWidth);
      return;
    default:
      printer.Marked(Printer::Style::kBad, "FAIL", verdict.sentence());
      printer.Labelled("expected:", verdict.expected(), kIndent, kLabelWidth);
      printer.Labelled("actual:", verdict.actual(), kIndent, kLabelWidth);
      printer.Labelled("look at:", PlaceOf(workspace, lesson, verdict), kIndent, kLabelWidth);
  }
}

void PrintSummary(Printer& printer, const Lesson& lesson, const CheckResult& result) {
  if (!result.built) {
    // A compiler's error has a place; one of the linker, of ninja or of the disk has none.
    printer.Marked(Printer::Style::kBad, "FAIL",
                   result.error.place.empty() ? "The exercise cannot be built:"
                                              : "The exercise does not compile:");
    printer.Blank();
    PrintBuildError(printer, result.error);
    printer.Blank();
    return;
  }
  PrintCrash(printer, result.verdicts);
  PrintKnownMistakes(printer, lesson, result.verdicts);
  printer.Blank();
  if (!result.whose_code.empty()) printer.Paragraph(result.whose_code);
  const size_t all = result.verdicts.size();
  printer.Paragraph(absl::StrFormat("%d of %d %s passed; built in %.1f s, checked in %.1f s.",
                                    result.passed(), all, all == 1 ? "behaviour" : "behaviours",
                                    result.build_seconds, result.check_seconds));
}

}  // namespace workbook::lessons::runner
