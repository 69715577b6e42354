#include "lessons/runner/workbook.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "lessons/runner/check_report.h"
#include "lessons/runner/exit_status.h"
#include "lessons/runner/interruption.h"
#include "lessons/runner/lesson_check.h"
#include "lessons/runner/starter.h"
#include "lessons/runner/stop_signals.h"

namespace workbook::runner {
namespace {

using lessons::v1::LessonProgress;
using lessons::v1::Progress;

// A time of the progress file on the reader's own clock; as it stands where it is none.
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

std::string Command(const char* command, const Lesson& lesson) {
  return absl::StrCat("./workbook ", command, " ", lesson.Number());
}

}  // namespace

int Complain(const absl::Status& status) {
  std::fprintf(stderr, "workbook: %s\n", std::string(status.message()).c_str());
  return absl::IsNotFound(status) ? kExitUsage : kExitFailed;
}

absl::StatusOr<Workbook> Workbook::Open(Page page) {
  const absl::StatusOr<Tree> tree = FindTree(ThisProgram());
  if (!tree.ok()) return absl::FailedPreconditionError(tree.status().message());
  absl::StatusOr<std::vector<Lesson>> lessons = FindLessons(tree->root);
  if (!lessons.ok()) return absl::FailedPreconditionError(lessons.status().message());
  return Workbook(page, *tree, *std::move(lessons));
}

Workbook::Workbook(Page page, Tree tree, std::vector<Lesson> lessons)
    : page_(page),
      tree_(std::move(tree)),
      lessons_(std::move(lessons)),
      progress_(tree_.root, [](const std::string& line) {
        std::fprintf(stderr, "workbook: %s\n", line.c_str());
      }) {}

std::vector<Lesson> Workbook::Unsolved() {
  const Progress progress = progress_.Read();
  std::vector<Lesson> unsolved;
  std::copy_if(lessons_.begin(), lessons_.end(), std::back_inserter(unsolved),
               [&](const Lesson& lesson) { return !IsSolved(progress, lesson); });
  return unsolved;
}

absl::StatusOr<Lesson> Workbook::Choose(const std::string& word) {
  if (!word.empty()) return FindLesson(lessons_, word);
  const std::vector<Lesson> unsolved = Unsolved();
  return unsolved.empty() ? lessons_.back() : unsolved.front();
}

void Workbook::NoteStart(const Lesson& lesson) {
  progress_.Change([&](Progress& progress) {
    LessonProgress& mine = ProgressOf(progress, lesson.name);
    if (mine.started().empty()) mine.set_started(TimeStamp());
  });
}

void Workbook::NoteSolved(const Lesson& lesson) {
  progress_.Change([&](Progress& progress) {
    LessonProgress& mine = ProgressOf(progress, lesson.name);
    if (mine.solved().empty()) mine.set_solved(TimeStamp());
  });
}

std::optional<Lesson> Workbook::NextAfter(const Lesson& lesson) {
  std::optional<Lesson> next;
  for (const Lesson& one : Unsolved()) {
    // What comes after it before what was left out.
    if (one.number > lesson.number) return one;
    if (!next && one.number < lesson.number) next = one;
  }
  return next;
}

std::string Workbook::AllSolved() const {
  return absl::StrCat("All ", lessons_.size(), " lessons are solved.");
}

void Workbook::SayWhatIsNext(const Lesson& lesson, bool solved) {
  if (!solved) {
    page_.Say(absl::StrCat("Next: edit ", tree_.Short(lesson.Exercise()), ", then ",
                           Command("check", lesson), ". Stuck? ", Command("hint", lesson), "."));
    return;
  }
  const std::optional<Lesson> next = NextAfter(lesson);
  page_.Say(next ? absl::StrCat("Next: ", next->Number(), ", ", next->title, ": ",
                                Command("start", *next), ".")
                 : AllSolved());
}

int Workbook::List() {
  const Progress progress = progress_.Read();
  const std::vector<Lesson> unsolved = Unsolved();
  for (size_t part = 0; part < Parts().size(); ++part) {
    std::vector<Lesson> its;
    std::copy_if(lessons_.begin(), lessons_.end(), std::back_inserter(its),
                 [&](const Lesson& lesson) { return PartOf(lesson.number) == part; });
    if (its.empty()) continue;
    const auto solved = std::count_if(
        its.begin(), its.end(), [&](const Lesson& lesson) { return IsSolved(progress, lesson); });
    page_.Title(absl::StrFormat("%s: %d of %d solved", Parts()[part].title, solved, its.size()));
    for (const Lesson& lesson : its) {
      const bool is_next = !unsolved.empty() && unsolved.front().name == lesson.name;
      page_.Show(absl::StrFormat("%s %s  %-45.45s %s", is_next ? "->" : "  ", lesson.Number(),
                                 lesson.title, StateOf(ProgressOf(progress, lesson.name))));
    }
    page_.Blank();
  }
  page_.Say(unsolved.empty() ? AllSolved()
                             : absl::StrCat("Next: ", Command("start", unsolved.front()), "."));
  return 0;
}

int Workbook::Start(const std::string& word) {
  const absl::StatusOr<Lesson> lesson = Choose(word);
  if (!lesson.ok()) return Complain(lesson.status());
  if (word.empty() && Unsolved().empty()) {
    page_.Say(AllSolved());
    return 0;
  }
  NoteStart(*lesson);
  page_.Title(absl::StrCat("Lesson ", lesson->Number(), ": ", lesson->title));
  page_.Blank();
  page_.Say(TaskOf(*lesson));
  page_.Blank();
  const int line = LineOf(lesson->Exercise(), "// TODO");
  const std::string exercise = tree_.Short(lesson->Exercise());
  page_.Label("read", tree_.Short(lesson->folder / "README.md"), 2, 7);
  page_.Label("edit", line == 0 ? exercise : absl::StrCat(exercise, ":", line), 2, 7);
  page_.Label("check",
              absl::StrCat(Command("check", *lesson), ", or ", Command("watch", *lesson),
                           " to check at every save"),
              2, 7);
  page_.Label("stuck?", Command("hint", *lesson), 2, 7);
  return 0;
}

int Workbook::Check(const std::string& word, std::chrono::milliseconds timeout) {
  const absl::StatusOr<Lesson> lesson = Choose(word);
  if (!lesson.ok()) return Complain(lesson.status());
  NoteStart(*lesson);
  page_.Title(absl::StrCat("Lesson ", lesson->Number(), ": ", lesson->title));
  page_.Blank();
  Interruption interruption;
  CheckOptions options;
  options.timeout = timeout;
  options.on_step = [this](const std::string& step) { page_.Passing(step); };
  options.on_verdict = [&](const judge::v1::Verdict& verdict) {
    ReportVerdict(page_, tree_, *lesson, verdict);
  };
  absl::StatusOr<Checked> checked;
  {
    const StopSignals stop([&interruption] { interruption.Raise(); });
    checked = CheckLesson(tree_, *lesson, interruption, options);
  }
  if (absl::IsCancelled(checked.status())) {
    page_.Say("Interrupted.");
    return kExitInterrupted;
  }
  if (!checked.ok()) return Complain(absl::UnavailableError(checked.status().message()));
  ReportOutcome(page_, *checked);
  if (checked->solved()) NoteSolved(*lesson);
  SayWhatIsNext(*lesson, checked->solved());
  return checked->solved() ? 0 : kExitFailed;
}

int Workbook::Hint(const std::string& word) {
  const absl::StatusOr<Lesson> lesson = Choose(word);
  if (!lesson.ok()) return Complain(lesson.status());
  const std::vector<std::string> hints = HintsOf(*lesson);
  if (hints.empty()) return Complain(absl::UnavailableError("this lesson has no hints"));
  const int count = static_cast<int>(hints.size());
  int shown = 0;
  const bool kept = progress_.Change([&](Progress& progress) {
    LessonProgress& mine = ProgressOf(progress, lesson->name);
    shown = std::clamp(mine.hints_shown() + 1, 1, count);
    mine.set_hints_shown(shown);
  });
  // Those before it again, for a screen forgets; the new one last, where it is seen.
  for (int number = 1; number <= shown; ++number) {
    page_.Title(absl::StrFormat("Lesson %s, hint %d of %d", lesson->Number(), number, count));
    page_.Blank();
    page_.Prose(hints[static_cast<size_t>(number) - 1]);
    page_.Blank();
  }
  if (!kept) {
    page_.Say(absl::StrCat("All hints: ", tree_.Short(lesson->folder / "hints.md"), "."));
    return 0;
  }
  page_.Say(shown < count
                ? absl::StrCat("One more: ", Command("hint", *lesson), ".")
                : absl::StrCat("That was the last. A solution: ", Command("solution", *lesson),
                               " --spoil."));
  return 0;
}

int Workbook::Solution(const std::string& word, bool spoil) {
  const absl::StatusOr<Lesson> lesson = Choose(word);
  if (!lesson.ok()) return Complain(lesson.status());
  if (!spoil && !IsSolved(progress_.Read(), *lesson)) {
    return Complain(absl::FailedPreconditionError(
        absl::StrCat("lesson ", lesson->Number(), " is not solved yet; --spoil shows it before")));
  }
  std::ifstream file(lesson->folder / "solution.cc");
  if (!file) return Complain(absl::UnavailableError("there is no solution.cc"));
  for (std::string line; std::getline(file, line);) std::printf("%s\n", line.c_str());
  return 0;
}

int Workbook::Reset(const std::string& word) {
  const absl::StatusOr<Lesson> lesson = Choose(word);
  if (!lesson.ok()) return Complain(lesson.status());
  const absl::StatusOr<std::string> starter = StarterOf(tree_, *lesson);
  if (!starter.ok()) return Complain(starter.status());
  const absl::StatusOr<std::filesystem::path> kept = PutBack(*lesson, *starter);
  if (!kept.ok()) return Complain(kept.status());
  progress_.Change([&](Progress& progress) {
    auto& lessons = *progress.mutable_lessons();
    lessons.erase(std::remove_if(lessons.begin(), lessons.end(),
                                 [&](const auto& one) { return one.name() == lesson->name; }),
                  lessons.end());
  });
  page_.Say(absl::StrCat(tree_.Short(lesson->Exercise()), " is the starter again."));
  if (!kept->empty())
    page_.Say(absl::StrCat("What you wrote is kept in ", tree_.Short(*kept), "."));
  return 0;
}

}  // namespace workbook::runner
