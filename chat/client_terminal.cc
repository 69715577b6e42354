#include "chat/client_terminal.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <clocale>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <utility>
// readline's headers want FILE declared before them.
#include <readline/history.h>
#include <readline/readline.h>

namespace workbook::chat {
namespace {

// What signal handlers touch; they run when readline is in any state whatever, so they put the
// terminal back by themselves, with nothing but async-signal-safe calls.
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

// Does nothing but interrupt poll, in which the line is then drawn anew.
void Interrupt(int) {}

void Handle(int signal, void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  sigaction(signal, &action, nullptr);
}

// Where readline's handler leaves a line. `ended` without `line` is Ctrl-D.
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
  // Or readline would draw the prompt again at once.
  rl_callback_handler_remove();
}

int Ignore(int, int) { return 0; }

}  // namespace

Terminal::Terminal() : closed_(eventfd(0, EFD_CLOEXEC)) {
  // Line editing has to know how many columns a character takes.
  if (std::setlocale(LC_CTYPE, "") == nullptr || MB_CUR_MAX == 1) {
    std::setlocale(LC_CTYPE, "C.UTF-8");
  }
  tcgetattr(STDIN_FILENO, &terminal_before);

  rl_readline_name = "chat_client";
  rl_catch_signals = 0;
  rl_catch_sigwinch = 0;
  // Between two lines the terminal stays as it is: what is typed then is not echoed but kept.
  rl_deprep_term_function = [] {};
  rl_initialize();
  rl_variable_bind("enable-bracketed-paste", "off");  // each pasted line is a message
  rl_bind_key('\t', Ignore);                          // not the names of files
  stifle_history(100);

  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) Handle(signal, RestoreAndDie);
  Handle(SIGTSTP, RestoreAndStop);
  Handle(SIGWINCH, Interrupt);
}

Terminal::~Terminal() {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGWINCH}) {
    Handle(signal, SIG_DFL);
  }
  tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal_before);
  close(closed_);
}

std::optional<std::string> Terminal::ReadLine(const std::string& prompt) {
  {
    absl::MutexLock lock(&mutex_);
    entry = Entry{};
    typing_ = true;
    rl_callback_handler_install(prompt.c_str(), OnLine);
  }
  while (WaitForInput()) {
    absl::MutexLock lock(&mutex_);
    rl_callback_read_char();
    if (!entry.ended) continue;
    typing_ = false;
    if (!entry.line.has_value()) std::fputc('\n', stdout);
    return std::exchange(entry, Entry{}).line;
  }
  absl::MutexLock lock(&mutex_);
  typing_ = false;
  rl_callback_handler_remove();
  std::fputc('\n', stdout);
  return std::nullopt;
}

bool Terminal::WaitForInput() {
  for (;;) {
    pollfd sources[] = {{STDIN_FILENO, POLLIN, 0}, {closed_, POLLIN, 0}};
    if (poll(sources, 2, -1) > 0) {
      return sources[1].revents == 0 && (sources[0].revents & POLLIN) != 0;
    }
    if (errno != EINTR) return false;
    absl::MutexLock lock(&mutex_);
    rl_resize_terminal();
    rl_forced_update_display();
  }
}

void Terminal::Print(std::FILE* to, absl::string_view line) {
  absl::MutexLock lock(&mutex_);
  if (typing_) {
    rl_clear_visible_line();
    std::fflush(stdout);
  }
  std::fprintf(to, "%.*s\n", static_cast<int>(line.size()), line.data());
  std::fflush(to);
  if (typing_) rl_forced_update_display();
}

void Terminal::Close() {
  const uint64_t one = 1;
  static_cast<void>(!write(closed_, &one, sizeof one));
}

}  // namespace workbook::chat
