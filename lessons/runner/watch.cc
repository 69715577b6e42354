// `workbook watch`: checks at every save and obeys single keys. One thread sleeps in poll(2) until
// a key, a save or a result arrives.
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <iterator>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/event_fd.h"
#include "base/exit_status.h"
#include "base/file_watch.h"
#include "base/stop_signals.h"
#include "lessons/runner/background_check.h"
#include "lessons/runner/workbook.h"

namespace workbook::lessons::runner {
namespace {

constexpr char kKeys[] =
    "n next  p previous  r run  h hint  e edit  x reset  l list  c check all  q quit";

// $VISUAL, else $EDITOR; empty without either.
std::string Editor() {
  for (const char* name : {"VISUAL", "EDITOR"}) {
    const char* editor = std::getenv(name);
    if (editor != nullptr && *editor != '\0') return editor;
  }
  return "";
}

// Runs `editor`, which may have flags, on `file` in this terminal, until it ends. Meanwhile Ctrl-C
// is the editor's alone. False when it could not be started.
bool RunEditor(const std::string& editor, const std::string& file) {
  // StopSignals has blocked signals, which a child would inherit.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  std::string run = editor + " \"$1\"";
  std::string argv[] = {"sh", "-c", run, "sh", file};
  char* pointers[] = {argv[0].data(), argv[1].data(), argv[2].data(),
                      argv[3].data(), argv[4].data(), nullptr};
  pid_t pid = 0;
  const int error = posix_spawnp(&pid, "sh", nullptr, &attributes, pointers, environ);
  posix_spawnattr_destroy(&attributes);
  if (error != 0) return false;
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// For the signal handlers, which make async-signal-safe calls only.
termios modes_before;
termios modes_for_keys;
base::EventFd* keys_continued = nullptr;

// Ctrl-Z: the shell gets the terminal as it was.
void RestoreAndStop(int) {
  const int saved_errno = errno;
  tcsetattr(STDIN_FILENO, TCSANOW, &modes_before);
  raise(SIGSTOP);
  errno = saved_errno;
}

// `fg`, also after a SIGSTOP. After `bg` the call below stops the program again.
void SetModesAgain(int) {
  const int saved_errno = errno;
  tcsetattr(STDIN_FILENO, TCSANOW, &modes_for_keys);
  keys_continued->Signal();
  errno = saved_errno;
}

void Handle(int signal, void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigaction(signal, &action, nullptr);
}

// Single keys from stdin: while it lives, the terminal neither waits for Enter nor echoes. Ctrl-C
// and Ctrl-Z stay signals. Without a terminal there are no keys. Only one at a time.
class Keys {
 public:
  Keys() : on_terminal_(tcgetattr(STDIN_FILENO, &modes_before) == 0) { Take(); }
  ~Keys() { Release(); }
  Keys(const Keys&) = delete;
  Keys& operator=(const Keys&) = delete;

  void Take() {
    if (!on_terminal_) return;
    modes_for_keys = modes_before;
    modes_for_keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    modes_for_keys.c_cc[VMIN] = 1;
    modes_for_keys.c_cc[VTIME] = 0;
    tcsetattr(STDIN_FILENO, TCSANOW, &modes_for_keys);
    keys_continued = &continued_;
    Handle(SIGTSTP, RestoreAndStop);
    Handle(SIGCONT, SetModesAgain);
  }
  // The terminal as it was before, for another program.
  void Release() {
    if (!on_terminal_) return;
    for (const int signal : {SIGTSTP, SIGCONT}) Handle(signal, SIG_DFL);
    tcsetattr(STDIN_FILENO, TCSANOW, &modes_before);
  }

  // For poll(2); -1 without a terminal.
  int fd() const { return on_terminal_ ? STDIN_FILENO : -1; }
  // For poll(2): readable once the program goes on after a stop.
  int continued_fd() const { return continued_.fd(); }
  bool TakeContinued() { return continued_.Drain(); }
  // The next key; none at the end of the input.
  std::optional<char> Read() {
    char key = 0;
    if (read(STDIN_FILENO, &key, 1) != 1) return std::nullopt;
    return key;
  }

 private:
  const bool on_terminal_;
  base::EventFd continued_;
};

}  // namespace

// How watching a lesson ended.
enum class End { kQuit, kInterrupted, kFailed, kNext, kPrevious };

// One lesson, until the learner goes on to another or quits.
class WatchedLesson {
 public:
  WatchedLesson(Workbook& workbook, Lesson lesson, Keys& keys, base::EventFd& stop)
      : workbook_(workbook),
        printer_(workbook.printer_),
        lesson_(std::move(lesson)),
        keys_(keys),
        stop_(stop),
        check_(workbook.workspace_) {}

  End Watch() {
    absl::StatusOr<base::FileWatch> file = base::FileWatch::Begin(lesson_.Exercise());
    if (!file.ok()) {
      PrintError(file.status());
      return End::kFailed;
    }
    StartCheck();
    for (;;) {
      pollfd events[] = {{stop_.fd(), POLLIN, 0},         {keys_.fd(), POLLIN, 0},
                         {file->fd(), POLLIN, 0},         {check_.step_fd(), POLLIN, 0},
                         {check_.result_fd(), POLLIN, 0}, {keys_.continued_fd(), POLLIN, 0}};
      if (poll(events, std::size(events), -1) < 0) continue;
      if (events[0].revents != 0) return End::kInterrupted;
      // The step first: what follows may start another check or print the result of this one.
      if (events[3].revents != 0) Show(check_.LastStep());
      if (events[1].revents != 0) {
        const char key = keys_.Read().value_or('q');
        if (key == 'q') return End::kQuit;
        if (key == 'n') return End::kNext;
        if (key == 'p') return End::kPrevious;
        HandleKey(key);
      }
      if (events[2].revents != 0 && file->WasSaved()) StartCheck();
      // Not `events[4]`: a key or a save in the same round may have replaced the check.
      if (const auto result = check_.TakeResult()) {
        all_.empty() ? Print(*result) : PrintOneOfAll(*result);
      }
      if (keys_.TakeContinued()) Show(status_);  // the shell has written below it
    }
  }

 private:
  void Show(std::string status) {
    status_ = std::move(status);
    printer_.Status(status_);
  }

  void ShowKeys() {
    // A dumb terminal has no status line, and a pipe no keys.
    if (keys_.fd() >= 0 && !printer_.replaces_lines()) printer_.Paragraph(kKeys);
    Show(kKeys);
  }

  void StartCheck() {
    all_.clear();
    check_.Start(lesson_, workbook_.EarlierOf(lesson_));
    Show(absl::StrCat("checking lesson ", lesson_.Number(), " ..."));
  }

  void HandleKey(char key) {
    if (key == 'r') StartCheck();
    if (key == 'h') {
      printer_.Blank();
      workbook_.ShowNextHint(lesson_);
      ShowKeys();
    }
    if (key == 'l') {
      printer_.Blank();
      workbook_.List();
      ShowKeys();
    }
    if (key == 'c') CheckAll();
    if (key == 'e') Edit();
    if (key == 'x') {
      printer_.Blank();
      workbook_.Reset(lesson_.name);
      StartCheck();
    }
  }

  void Edit() {
    const std::string editor = Editor();
    if (editor.empty()) {
      Show("Set EDITOR to open the exercise: EDITOR=nano ./workbook watch");
      return;
    }
    check_.Stop();
    printer_.Status("");
    keys_.Release();
    const bool ran = RunEditor(editor, lesson_.Exercise().string());
    keys_.Take();
    stop_.Drain();  // a Ctrl-C was for the editor
    if (!ran) printer_.Paragraph(absl::StrCat("The editor failed: ", editor));
    StartCheck();
  }

  // Every lesson that has an exercise, one after the other; a save or a key starts something else.
  void CheckAll() {
    all_.clear();
    std::error_code error;
    for (const Lesson& lesson : workbook_.lessons_) {
      if (std::filesystem::exists(lesson.Exercise(), error)) all_.push_back(lesson);
    }
    printer_.Blank();
    CheckNextOfAll();
  }

  void CheckNextOfAll() {
    if (all_.empty()) {
      workbook_.PrintBar();
      printer_.Blank();
      ShowKeys();
      return;
    }
    check_.Start(all_.front(), workbook_.EarlierOf(all_.front()));
    Show(absl::StrCat("checking lesson ", all_.front().Number(), " ..."));
  }

  void PrintOneOfAll(const absl::StatusOr<CheckResult>& result) {
    const Lesson lesson = all_.front();
    all_.pop_front();
    std::string state = "not checked";
    if (result.ok()) {
      state = !result->built     ? "does not compile"
              : result->solved() ? "passes"
                                 : absl::StrCat(result->passed(), " of ", result->verdicts.size());
      if (result->solved()) workbook_.RecordSolved(lesson);
    }
    workbook_.PrintRow(lesson, lesson.name == lesson_.name, state);
    CheckNextOfAll();
  }

  void Print(const absl::StatusOr<CheckResult>& result) {
    if (printed_) printer_.Clear();  // the first result stays below the task
    printed_ = true;
    printer_.Heading(absl::StrCat("Lesson ", lesson_.Number(), ": ", lesson_.title));
    printer_.Blank();
    if (result.ok()) {
      for (const judge::v1::Verdict& verdict : result->verdicts) {
        PrintVerdict(printer_, workbook_.workspace_, lesson_, verdict);
      }
      PrintSummary(printer_, lesson_, *result);
      if (result->solved()) {
        workbook_.RecordSolved(lesson_);
        workbook_.PrintNextStep(lesson_, /*solved=*/true);
      }
    } else {
      printer_.Paragraph(result.status().message());
    }
    printer_.Blank();
    ShowKeys();
  }

  Workbook& workbook_;
  Printer& printer_;
  const Lesson lesson_;
  Keys& keys_;
  base::EventFd& stop_;
  BackgroundCheck check_;
  std::deque<Lesson> all_;  // still to check, while all are
  bool printed_ = false;
  std::string status_;
};

int Workbook::Watch(const std::string& word) {
  absl::StatusOr<Lesson> lesson = Choose(word);
  if (!lesson.ok()) return PrintError(lesson.status());
  base::EventFd stop;
  const base::StopSignals signals([&stop] { stop.Signal(); });
  Keys keys;
  for (;;) {
    if (const int exit = Start(lesson->name); exit != base::kExitOk) return exit;
    printer_.Blank();
    const End end = WatchedLesson(*this, *lesson, keys, stop).Watch();
    printer_.Status("");
    if (end == End::kQuit) return base::kExitOk;
    if (end == End::kInterrupted) return base::kExitInterrupted;
    if (end == End::kFailed) return base::kExitFailed;
    const std::optional<Lesson> other =
        end == End::kNext ? NextUnsolvedAfter(*lesson) : Before(*lesson);
    if (!other && end == End::kNext) {  // nothing is left to do
      printer_.Paragraph(AllSolved());
      return base::kExitOk;
    }
    if (other) lesson = *other;
  }
}

}  // namespace workbook::lessons::runner
