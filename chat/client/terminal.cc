#include "chat/client/terminal.h"

#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <clocale>
#include <csignal>
#include <cstdlib>
#include <cwchar>
#include <utility>
// readline's headers need FILE declared before them.
#include <readline/history.h>
#include <readline/readline.h>

#include "absl/strings/str_cat.h"
#include "base/mutex.h"

namespace workbook::chat::client {
namespace {

// For the signal handlers, which may interrupt readline in any state. They restore the terminal
// themselves, with async-signal-safe calls only.
termios terminal_before;
termios terminal_while_typing;

void RestoreAndDie(int signal) {
  tcsetattr(STDIN_FILENO, TCSANOW, &terminal_before);
  static_cast<void>(!write(STDOUT_FILENO, "\n", 1));
  // The default action, unblocked when this handler returns.
  std::signal(signal, SIG_DFL);
  raise(signal);
}

void RestoreAndStop(int) {
  const int saved_errno = errno;
  tcgetattr(STDIN_FILENO, &terminal_while_typing);
  tcsetattr(STDIN_FILENO, TCSANOW, &terminal_before);
  raise(SIGSTOP);
  tcsetattr(STDIN_FILENO, TCSANOW, &terminal_while_typing);
  errno = saved_errno;
}

// The terminal's size has changed: the thread that waits for input, or prints next, redraws the
// line.
base::EventFd* resized = nullptr;
void SignalResize(int) {
  const int saved_errno = errno;
  resized->Signal();
  errno = saved_errno;
}

void Handle(int signal, void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  sigaction(signal, &action, nullptr);
}

// How many rows lie between the start of `text` and a cursor at its end.
int RowsAbove(absl::string_view text, int columns) {
  int row = 0;
  int column = 0;
  std::mbstate_t state{};
  while (!text.empty()) {
    wchar_t c = 0;
    const size_t bytes = std::mbrtowc(&c, text.data(), text.size(), &state);
    const bool valid = bytes > 0 && bytes <= text.size();
    // readline shows control characters as ^X.
    const int width = !valid ? 1 : (c < ' ' ? 2 : std::max(0, wcwidth(c)));
    if (column + width > columns) ++row, column = 0;
    column += width;
    if (!valid) state = std::mbstate_t{};
    text.remove_prefix(valid ? bytes : 1);
  }
  return row + (column == columns ? 1 : 0);
}

// readline's handler stores the line here. `ended` without `line` is Ctrl-D.
struct Entry {
  bool ended = false;
  std::optional<std::string> line;
};
Entry entry;

void OnLine(char* line) {
  entry.ended = true;
  if (line != nullptr) {
    entry.line = line;
    if (*line != '\0') add_history(line);
    std::free(line);
  }
  // Otherwise readline would redraw the prompt at once.
  rl_callback_handler_remove();
}

int Ignore(int, int) { return 0; }

// Ends the line without readline's newline after it.
bool clears_entered_line = false;
int AcceptLine(int count, int key) {
  if (!clears_entered_line) return rl_newline(count, key);
  rl_clear_visible_line();
  rl_done = 1;
  return 0;
}

}  // namespace

Terminal::Terminal() {
  // Line editing needs to know how many columns a character takes.
  if (std::setlocale(LC_CTYPE, "") == nullptr || MB_CUR_MAX == 1) {
    std::setlocale(LC_CTYPE, "C.UTF-8");
  }
  tcgetattr(STDIN_FILENO, &terminal_before);

  rl_readline_name = "chat_client";
  rl_catch_signals = 0;
  rl_catch_sigwinch = 0;
  // Between two lines the terminal keeps its mode: what the user types then is kept, not echoed.
  rl_deprep_term_function = [] {};
  rl_initialize();
  rl_variable_bind("enable-bracketed-paste", "off");  // each pasted line is a message
  rl_bind_key('\t', Ignore);                          // no completion of file names
  rl_bind_key('\r', AcceptLine);
  rl_bind_key('\n', AcceptLine);
  stifle_history(100);
  // A terminal without cursor movement, such as an editor's shell window, cannot clear a line.
  const char* up = rl_get_termcap("up");
  can_move_up_ = up != nullptr && *up != '\0';

  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) Handle(signal, RestoreAndDie);
  Handle(SIGTSTP, RestoreAndStop);
  resized = &resized_;
  Handle(SIGWINCH, SignalResize);
}

Terminal::~Terminal() {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGWINCH}) {
    Handle(signal, SIG_DFL);
  }
  tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal_before);
}

std::optional<std::string> Terminal::ReadLine(const std::string& prompt, Entered entered) {
  {
    base::MutexLock lock(mutex_);
    entry = Entry{};
    typing_ = true;
    prompt_ = prompt;
    clears_entered_line = entered == Entered::kClears && can_move_up_;
    rl_callback_handler_install((mark_ + prompt_).c_str(), OnLine);
  }
  while (WaitForInput()) {
    base::MutexLock lock(mutex_);
    rl_callback_read_char();
    if (!entry.ended) continue;
    typing_ = false;
    if (!entry.line.has_value()) std::fputc('\n', stdout);
    return std::exchange(entry, Entry{}).line;
  }
  base::MutexLock lock(mutex_);
  typing_ = false;
  rl_callback_handler_remove();
  std::fputc('\n', stdout);
  return std::nullopt;
}

bool Terminal::WaitForInput() {
  for (;;) {
    pollfd sources[] = {
        {STDIN_FILENO, POLLIN, 0}, {closed_.fd(), POLLIN, 0}, {resized_.fd(), POLLIN, 0}};
    if (poll(sources, 3, -1) < 0) {
      if (errno != EINTR) return false;
      continue;
    }
    if (sources[2].revents != 0) {
      base::MutexLock lock(mutex_);
      FollowResize();
    }
    if (sources[1].revents != 0) return false;
    if (sources[0].revents != 0) return (sources[0].revents & POLLIN) != 0;
  }
}

void Terminal::FollowResize() {
  if (!resized_.Drain()) return;
  rl_reset_screen_size();
  if (!typing_) return;
  // Terminals rewrap their lines when their width changes, so the line now begins elsewhere:
  // compute its row from its text.
  if (can_move_up_) {
    int rows = 0;
    int columns = 0;
    rl_get_screen_size(&rows, &columns);
    const std::string before = absl::StrCat(rl_prompt, absl::string_view(rl_line_buffer, rl_point));
    std::fputc('\r', stdout);
    for (int above = RowsAbove(before, columns); above > 0; --above) std::fputs("\x1B[A", stdout);
    std::fputs("\x1B[J", stdout);
  } else {
    std::fputc('\n', stdout);
  }
  std::fflush(stdout);
  rl_forced_update_display();
}

void Terminal::Print(std::FILE* to, absl::string_view line) {
  base::MutexLock lock(mutex_);
  FollowResize();
  if (typing_) ClearLine();
  std::fflush(stdout);  // readline's output goes first, also when `to` is stderr
  std::fprintf(to, "%.*s\n", static_cast<int>(line.size()), line.data());
  std::fflush(to);
  if (typing_) rl_forced_update_display();
}

void Terminal::SetMark(std::string mark) {
  base::MutexLock lock(mutex_);
  FollowResize();
  mark_ = std::move(mark);
  if (!typing_) return;
  ClearLine();
  rl_set_prompt((mark_ + prompt_).c_str());
  rl_forced_update_display();
}

void Terminal::ClearLine() {
  if (can_move_up_) {
    rl_clear_visible_line();
  } else {
    std::fputc('\n', stdout);  // it stays, and is written again below
  }
  std::fflush(stdout);
}

}  // namespace workbook::chat::client
