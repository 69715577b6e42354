// `workbook watch`: checks at every save, and listens to keys meanwhile. One thread sleeps in
// poll(2) over all that can happen.
#include <poll.h>

#include <cerrno>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lessons/runner/background_check.h"
#include "lessons/runner/bell.h"
#include "lessons/runner/check_report.h"
#include "lessons/runner/exit_status.h"
#include "lessons/runner/file_watch.h"
#include "lessons/runner/keys.h"
#include "lessons/runner/stop_signals.h"
#include "lessons/runner/workbook.h"

namespace workbook::runner {
namespace {

constexpr char kKeys[] = "n next   r run again   h hint   q quit";

}  // namespace

// One lesson, until the reader goes on or stops.
class WatchedLesson {
 public:
  WatchedLesson(Workbook& workbook, Lesson lesson, Keys& keys, const Bell& stop)
      : workbook_(workbook),
        lesson_(std::move(lesson)),
        keys_(keys),
        stop_(stop),
        check_(workbook.tree_) {}

  /// The exit status; none when the reader wants the next lesson.
  std::optional<int> Watch() {
    absl::StatusOr<FileWatch> file = FileWatch::Begin(lesson_.Exercise());
    if (!file.ok()) return Complain(file.status());
    Begin();
    for (;;) {
      pollfd events[] = {{stop_.fd(), POLLIN, 0},
                         {keys_.fd(), POLLIN, 0},
                         {file->fd(), POLLIN, 0},
                         {check_.step_fd(), POLLIN, 0},
                         {check_.fd(), POLLIN, 0}};
      if (poll(events, 5, -1) < 0) continue;
      if (events[0].revents != 0) return kExitInterrupted;
      // First, for what follows may begin another check, or show how this one went.
      if (events[3].revents != 0) workbook_.page_.Passing(check_.Step());
      if (events[1].revents != 0) {
        const char key = keys_.Read().value_or('q');
        if (key == 'q') return 0;
        if (key == 'n') return std::nullopt;
        Heed(key);
      }
      if (events[2].revents != 0 && file->WasSaved()) Begin();
      // A key or a save in the same moment may have begun another check.
      if (const auto checked = check_.Take()) Report(*checked);
    }
  }

 private:
  void Begin() {
    check_.Begin(lesson_);
    workbook_.page_.Passing(absl::StrCat("checking lesson ", lesson_.Number(), " ..."));
  }

  void Heed(char key) {
    if (key == 'r') Begin();
    if (key == 'h') {
      workbook_.page_.Blank();
      workbook_.Hint(lesson_.name);
      workbook_.page_.Passing(kKeys);
    }
  }

  void Report(const absl::StatusOr<Checked>& checked) {
    Page& page = workbook_.page_;
    if (reported_) page.Clear();  // not at first: what to read is still there to be read
    reported_ = true;
    page.Title(absl::StrCat("Lesson ", lesson_.Number(), ": ", lesson_.title));
    page.Blank();
    if (checked.ok()) {
      for (const judge::v1::Verdict& verdict : checked->verdicts) {
        ReportVerdict(page, workbook_.tree_, lesson_, verdict);
      }
      ReportOutcome(page, *checked);
      if (checked->solved()) {
        workbook_.NoteSolved(lesson_);
        workbook_.SayWhatIsNext(lesson_, /*solved=*/true);
      }
    } else {
      page.Say(checked.status().message());
    }
    page.Blank();
    page.Passing(kKeys);
  }

  Workbook& workbook_;
  const Lesson lesson_;
  Keys& keys_;
  const Bell& stop_;
  BackgroundCheck check_;
  bool reported_ = false;
};

int Workbook::Watch(const std::string& word) {
  absl::StatusOr<Lesson> lesson = Choose(word);
  if (!lesson.ok()) return Complain(lesson.status());
  Bell stop;
  const StopSignals signals([&stop] { stop.Ring(); });
  Keys keys;
  for (;;) {
    Start(lesson->name);
    page_.Blank();
    const std::optional<int> exit = WatchedLesson(*this, *lesson, keys, stop).Watch();
    page_.Passing("");
    if (exit) return *exit;
    const std::optional<Lesson> next = NextAfter(*lesson);
    if (next) lesson = *next;
  }
}

}  // namespace workbook::runner
