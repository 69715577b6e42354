#include "lessons/runner/workbook.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stop_token>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "base/exit_status.h"
#include "base/stop_signals.h"
#include "base/wrap.h"
#include "lessons/runner/lesson_check.h"
#include "lessons/runner/starter.h"

namespace workbook::lessons::runner {
namespace {

using lessons::v1::LessonProgress;
using lessons::v1::Progress;

// A time of the progress file in local time; text that is no time stays as it is.
std::string Minute(const std::string& stamp) {
  absl::Time time;
  if (!absl::ParseTime(absl::RFC3339_full, stamp, &time, nullptr)) return stamp.substr(0, 16);
  return absl::FormatTime("%Y-%m-%d %H:%M", time, absl::LocalTimeZone());
}

std::string StateOf(const LessonProgress& progress) {
  if (!progress.solved().empty()) return absl::StrCat("solved  ", Minute(progress.solved()));
  if (!progress.started().empty()) return absl::StrCat("started ", Minute(progress.started()));
  return "";
}

bool IsSolved(const Progress& progress, const Lesson& lesson) {
  return !ProgressOf(progress, lesson.name).solved().empty();
}

}  // namespace

int PrintError(const absl::Status& status) {
  std::fprintf(stderr, "workbook: %s\n", std::string(status.message()).c_str());
  return absl::IsNotFound(status) ? base::kExitUsage : base::kExitFailed;
}

std::string Workbook::Command(const char* command, const Lesson& lesson) const {
  return absl::StrCat("./workbook ", command, " ", lesson.Number(),
                      workspace_.is_pack ? absl::StrCat(" --pack ", workspace_.root.string()) : "");
}

absl::StatusOr<Workbook> Workbook::Open(Printer printer, const std::string& pack) {
  absl::StatusOr<Workspace> workspace = FindWorkspace(ThisProgram());
  if (!workspace.ok()) return absl::FailedPreconditionError(workspace.status().message());
  if (!pack.empty()) {
    std::error_code error;
    workspace->root = std::filesystem::weakly_canonical(pack, error);
    workspace->is_pack = true;
  }
  absl::StatusOr<std::vector<Lesson>> lessons = FindLessons(workspace->root / "lessons");
  if (!lessons.ok()) return absl::FailedPreconditionError(lessons.status().message());
  return Workbook(printer, *workspace, *std::move(lessons));
}

Workbook::Workbook(Printer printer, Workspace workspace, std::vector<Lesson> lessons)
    : printer_(printer),
      workspace_(std::move(workspace)),
      lessons_(std::move(lessons)),
      progress_(workspace_.root, [](const std::string& line) {
        std::fprintf(stderr, "workbook: %s\n", line.c_str());
      }) {}

std::vector<Lesson> Workbook::Unsolved() {
  const Progress progress = progress_.Read();
  std::vector<Lesson> unsolved;
  std::ranges::copy_if(lessons_, std::back_inserter(unsolved),
                       [&](const Lesson& lesson) { return !IsSolved(progress, lesson); });
  return unsolved;
}

absl::StatusOr<Lesson> Workbook::Choose(const std::string& word) {
  if (!word.empty()) return FindLesson(lessons_, word);
  const std::vector<Lesson> unsolved = Unsolved();
  return unsolved.empty() ? lessons_.back() : unsolved.front();
}

absl::Status Workbook::Begin(const Lesson& lesson) {
  if (absl::Status exercise = EnsureExercise(lesson); !exercise.ok()) return exercise;
  progress_.Change([&](Progress& progress) {
    LessonProgress& entry = ProgressOf(progress, lesson.name);
    if (entry.started().empty()) entry.set_started(TimeStamp());
  });
  return absl::OkStatus();
}

void Workbook::RecordSolved(const Lesson& lesson) {
  progress_.Change([&](Progress& progress) {
    LessonProgress& entry = ProgressOf(progress, lesson.name);
    if (entry.solved().empty()) entry.set_solved(TimeStamp());
  });
}

std::optional<Lesson> Workbook::NextUnsolvedAfter(const Lesson& lesson) {
  std::optional<Lesson> next;
  for (const Lesson& one : Unsolved()) {
    // Lessons after this one come first, then the ones that were left out.
    if (one.number > lesson.number) return one;
    if (!next && one.number < lesson.number) next = one;
  }
  return next;
}

std::optional<Earlier> Workbook::EarlierOf(const Lesson& lesson) {
  const auto found = std::ranges::find(lessons_, lesson.builds_on, &Lesson::name);
  if (found == lessons_.end()) return std::nullopt;
  return Earlier{*found, IsSolved(progress_.Read(), *found)};
}

std::optional<Lesson> Workbook::Before(const Lesson& lesson) const {
  const auto found = std::ranges::find(lessons_, lesson.number - 1, &Lesson::number);
  return found == lessons_.end() ? std::nullopt : std::optional(*found);
}

std::string Workbook::AllSolved() const {
  return absl::StrCat("All ", lessons_.size(),
                      " lessons are solved. The way on: ./workbook graduate.");
}

void Workbook::PrintBar() {
  const size_t unsolved = Unsolved().size();
  printer_.Bar(lessons_.size() - unsolved, lessons_.size(), "lessons solved");
}

void Workbook::PrintNextStep(const Lesson& lesson, bool solved) {
  if (solved) {
    if (const std::string taught = TaughtBy(lesson); !taught.empty()) {
      printer_.Paragraph(absl::StrCat("Learned: ", taught));
    }
    printer_.Blank();
  }
  PrintBar();
  if (!solved) {
    printer_.Paragraph(absl::StrCat("Next: edit ", workspace_.Short(lesson.Exercise()), ", then ",
                                    Command("check", lesson), ". Stuck? ", Command("hint", lesson),
                                    "."));
    return;
  }
  const std::optional<Lesson> next = NextUnsolvedAfter(lesson);
  printer_.Paragraph(next ? absl::StrCat("Next: ", Command("start", *next), " (", next->title, ").")
                          : AllSolved());
}

void Workbook::PrintRow(const Lesson& lesson, bool is_next, std::string state) {
  // Where title and time do not fit, "solved" or "started" stays of the state.
  const bool narrow = printer_.columns() < 77;
  if (narrow) state = state.substr(0, 7);
  const size_t width = narrow ? printer_.columns() - 15 : 45;
  const std::vector<std::string> lines = base::Wrap(lesson.title, width, 1);
  std::string title = lines.empty() ? "" : lines.front();
  title.append(width - std::min(width, base::Columns(title)), ' ');
  printer_.Verbatim(
      absl::StrCat(is_next ? "-> " : "   ", lesson.Number(), "  ", title, " ", state));
}

int Workbook::List() {
  const Progress progress = progress_.Read();
  const std::vector<Lesson> unsolved = Unsolved();
  std::string part;
  for (const Lesson& lesson : lessons_) {
    if (lesson.part != part) {
      if (!part.empty()) printer_.Blank();
      part = lesson.part;
      const auto in_part = [&](const Lesson& one) { return one.part == part; };
      printer_.Heading(absl::StrFormat(
          "%s: %d of %d solved", part,
          std::ranges::count_if(
              lessons_, [&](const Lesson& one) { return in_part(one) && IsSolved(progress, one); }),
          std::ranges::count_if(lessons_, in_part)));
    }
    const bool is_next = !unsolved.empty() && unsolved.front().name == lesson.name;
    PrintRow(lesson, is_next, StateOf(ProgressOf(progress, lesson.name)));
  }
  printer_.Blank();
  PrintBar();
  printer_.Paragraph(unsolved.empty()
                         ? AllSolved()
                         : absl::StrCat("Next: ", Command("start", unsolved.front()), "."));
  PrintOwnServers();
  return 0;
}

int Workbook::Start(const std::string& word) {
  const absl::StatusOr<Lesson> lesson = Choose(word);
  if (!lesson.ok()) return PrintError(lesson.status());
  if (word.empty() && Unsolved().empty()) {
    printer_.Paragraph(AllSolved());
    return 0;
  }
  if (const absl::Status begun = Begin(*lesson); !begun.ok()) return PrintError(begun);
  printer_.Heading(absl::StrCat("Lesson ", lesson->Number(), ": ", lesson->title));
  printer_.Blank();
  printer_.Paragraph(TaskOf(*lesson));
  printer_.Blank();
  const int line = LineOf(lesson->Exercise(), "// TODO");
  const std::string exercise = workspace_.Short(lesson->Exercise());
  printer_.Labelled("read", workspace_.Short(lesson->Readme()), 2, 7);
  printer_.Labelled("edit", line == 0 ? exercise : absl::StrCat(exercise, ":", line), 2, 7);
  if (const std::optional<Earlier> earlier = EarlierOf(*lesson)) {
    const std::string whose = absl::StrCat("your own ", earlier->lesson.name);
    printer_.Labelled("uses",
                      earlier->solved
                          ? absl::StrCat(whose, ": ", workspace_.Short(earlier->lesson.Exercise()))
                          : absl::StrCat(whose, " once that is solved; until then the workbook's"),
                      2, 7);
  }
  printer_.Labelled("check",
                    absl::StrCat(Command("check", *lesson), ", or ", Command("watch", *lesson),
                                 " to check at every save"),
                    2, 7);
  printer_.Labelled("stuck?", Command("hint", *lesson), 2, 7);
  return 0;
}

int Workbook::Check(const std::string& word, std::chrono::milliseconds timeout) {
  const absl::StatusOr<Lesson> lesson = Choose(word);
  if (!lesson.ok()) return PrintError(lesson.status());
  if (const absl::Status begun = Begin(*lesson); !begun.ok()) return PrintError(begun);
  printer_.Heading(absl::StrCat("Lesson ", lesson->Number(), ": ", lesson->title));
  printer_.Blank();
  CheckOptions options;
  options.earlier = EarlierOf(*lesson);
  options.timeout = timeout;
  options.on_step = [this](const std::string& step) { printer_.Status(step); };
  options.on_verdict = [&](const judge::v1::Verdict& verdict) {
    PrintVerdict(printer_, workspace_, *lesson, verdict);
  };
  std::stop_source stop;
  absl::StatusOr<CheckResult> result;
  {
    const base::StopSignals signals([&stop] {
      // The second Ctrl-C waits for nothing: the kernel kills the children with this process.
      if (!stop.request_stop()) std::_Exit(base::kExitInterrupted);
    });
    result = CheckLesson(workspace_, *lesson, stop.get_token(), options);
  }
  if (absl::IsCancelled(result.status())) {
    printer_.Paragraph("Interrupted.");
    return base::kExitInterrupted;
  }
  if (!result.ok()) return PrintError(absl::UnavailableError(result.status().message()));
  PrintSummary(printer_, *lesson, *result);
  if (result->solved()) RecordSolved(*lesson);
  PrintNextStep(*lesson, result->solved());
  return result->solved() ? 0 : base::kExitFailed;
}

int Workbook::Hint(const std::string& word) {
  const absl::StatusOr<Lesson> lesson = Choose(word);
  if (!lesson.ok()) return PrintError(lesson.status());
  const std::vector<std::string> hints = HintsOf(*lesson);
  if (hints.empty())
    return PrintError(
        absl::UnavailableError(absl::StrCat("lesson ", lesson->Number(), " has no hints")));
  const auto [shown, kept] = CountHint(*lesson, static_cast<int>(hints.size()));
  // The earlier ones may have scrolled away; the new one stands last.
  for (int number = 1; number <= shown; ++number) PrintHint(*lesson, hints, number);
  if (!kept) {
    printer_.Paragraph(
        absl::StrCat("All hints: ", workspace_.Short(lesson->folder / "hints.md"), "."));
    return 0;
  }
  printer_.Paragraph(shown < static_cast<int>(hints.size())
                         ? absl::StrCat("Next hint: ", Command("hint", *lesson), ".")
                         : absl::StrCat("This is the last hint. A solution: ",
                                        Command("solution", *lesson), " --spoil."));
  return 0;
}

// How many hints are shown now, with one more than before, and whether that was recorded.
std::pair<int, bool> Workbook::CountHint(const Lesson& lesson, int count) {
  int shown = 0;
  const bool kept = progress_.Change([&](Progress& progress) {
    LessonProgress& entry = ProgressOf(progress, lesson.name);
    shown = std::clamp(entry.hints_shown() + 1, 1, count);
    entry.set_hints_shown(shown);
  });
  return {shown, kept};
}

void Workbook::PrintHint(const Lesson& lesson, const std::vector<std::string>& hints, int number) {
  printer_.Heading(
      absl::StrFormat("Lesson %s, hint %d of %d", lesson.Number(), number, hints.size()));
  printer_.Blank();
  printer_.Markdown(hints[static_cast<size_t>(number) - 1]);
  printer_.Blank();
}

void Workbook::ShowNextHint(const Lesson& lesson) {
  const std::vector<std::string> hints = HintsOf(lesson);
  if (hints.empty()) return;
  PrintHint(lesson, hints, CountHint(lesson, static_cast<int>(hints.size())).first);
}

int Workbook::Solution(const std::string& word, bool spoil) {
  const absl::StatusOr<Lesson> lesson = Choose(word);
  if (!lesson.ok()) return PrintError(lesson.status());
  if (!spoil && !IsSolved(progress_.Read(), *lesson)) {
    return PrintError(absl::FailedPreconditionError(absl::StrCat(
        "lesson ", lesson->Number(), " is not solved yet; --spoil shows the solution anyway")));
  }
  const std::filesystem::path path = lesson->folder / "solution.cc";
  std::ifstream file(path);
  if (!file)
    return PrintError(absl::UnavailableError(absl::StrCat("cannot read ", workspace_.Short(path))));
  for (std::string line; std::getline(file, line);) std::printf("%s\n", line.c_str());
  return 0;
}

int Workbook::Reset(const std::string& word) {
  const absl::StatusOr<Lesson> lesson = Choose(word);
  if (!lesson.ok()) return PrintError(lesson.status());
  const absl::StatusOr<std::filesystem::path> kept = RestoreStarter(*lesson);
  if (!kept.ok()) return PrintError(kept.status());
  progress_.Change([&](Progress& progress) {
    auto& lessons = *progress.mutable_lessons();
    lessons.erase(std::remove_if(lessons.begin(), lessons.end(),
                                 [&](const auto& one) { return one.name() == lesson->name; }),
                  lessons.end());
  });
  printer_.Paragraph(
      absl::StrCat("Restored the starter of ", workspace_.Short(lesson->Exercise()), "."));
  if (!kept->empty()) {
    printer_.Paragraph(absl::StrCat("Your version is now ", workspace_.Short(*kept), "."));
  }
  return 0;
}

}  // namespace workbook::lessons::runner
