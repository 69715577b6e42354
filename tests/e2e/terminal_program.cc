#include "tests/e2e/terminal_program.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "tests/e2e/programs.h"

namespace workbook::tests {

void Screen::Write(const std::string& bytes) {
  for (const char c : bytes) {
    if (!sequence_.has_value()) {
      Put(c);
      continue;
    }
    *sequence_ += c;
    // ESC, "[", parameters, and a final letter.
    const bool begins = sequence_->size() == 1 && c == '[';
    if (!begins && c >= '@' && c <= '~') Control(c);
  }
}

void Screen::Put(char c) {
  if (c == '\x1B') {
    sequence_ = "";
  } else if (c == '\r') {
    column_ = 0;
  } else if (c == '\n') {
    ++row_;
  } else if (c == '\b') {
    if (column_ > 0) --column_;
  } else if (c >= ' ') {
    if (column_ == columns_) {  // an xterm wraps on the next character
      wrapped_[row_] = true;
      ++row_, column_ = 0;
    }
    GrowToCursor();
    if (rows_[row_].size() <= column_) rows_[row_].resize(column_ + 1, ' ');
    rows_[row_][column_++] = c;
  }
  GrowToCursor();
}

void Screen::GrowToCursor() {
  if (row_ >= rows_.size()) rows_.resize(row_ + 1);
  wrapped_.resize(rows_.size(), false);
}

void Screen::SetColumns(size_t columns) {
  columns_ = columns;
  const std::vector<std::string> rows = std::exchange(rows_, {});
  const std::vector<bool> wrapped = std::exchange(wrapped_, {});
  const size_t cursor_row = row_;
  for (size_t i = 0; i < rows.size(); ++i) {
    std::string line;
    std::optional<size_t> cursor;
    for (;; ++i) {
      if (i == cursor_row) cursor = line.size() + column_;
      line += rows[i];
      if (!wrapped[i]) break;
    }
    if (cursor.has_value()) {
      row_ = rows_.size() + *cursor / columns;
      column_ = *cursor % columns;
    }
    for (size_t begin = 0; begin == 0 || begin < line.size(); begin += columns) {
      rows_.push_back(line.substr(begin, columns));
      wrapped_.push_back(begin + columns < line.size());
    }
  }
  GrowToCursor();
}

void Screen::Control(char final) {
  const std::string parameters = sequence_->substr(1);
  sequence_.reset();
  const size_t count = std::max(1, std::atoi(parameters.c_str()));
  std::string& row = rows_[row_];
  switch (final) {
    case 'A':
      row_ -= std::min(count, row_);
      break;
    case 'C':
      column_ = std::min(column_ + count, columns_ - 1);
      break;
    case 'D':
      column_ -= std::min(count, column_);
      break;
    case 'J':  // clear from here on
      rows_.resize(row_ + 1);
      wrapped_.resize(row_ + 1);
      wrapped_[row_] = false;
      [[fallthrough]];
    case 'K':
      if (rows_[row_].size() > column_) rows_[row_].resize(column_);
      break;
    case 'P':
      if (row.size() > column_) row.erase(column_, count);
      break;
    case '@':
      if (row.size() > column_) row.insert(column_, count, ' ');
      break;
    default:  // colours and modes
      break;
  }
}

std::vector<std::string> Screen::rows() const {
  std::vector<std::string> shown = rows_;
  for (size_t i = 0; i < shown.size(); ++i) {
    shown[i].erase(shown[i].find_last_not_of(' ') + 1);
    if (i == row_ && shown[i].size() < column_) shown[i].resize(column_, ' ');
  }
  while (shown.size() > row_ + 1 && shown.back().empty()) shown.pop_back();
  return shown;
}

namespace {

winsize AsWinsize(TerminalProgram::Size size) {
  winsize converted{};
  converted.ws_row = size.rows;
  converted.ws_col = size.columns;
  return converted;
}

}  // namespace

TerminalProgram::TerminalProgram(std::vector<std::string> argv, Size size,
                                 std::vector<std::string> environment)
    : screen_(size.columns) {
  argv.at(0) = ProgramPath(argv.at(0));
  std::vector<char*> arguments;
  for (std::string& argument : argv) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  // The developer's own settings would change the output. Of two settings the first one counts.
  for (const char* setting : {"TERM=xterm", "INPUTRC=/dev/null", "NO_COLOR=", "TZ=UTC"}) {
    environment.emplace_back(setting);
  }
  std::vector<char*> settings;
  for (std::string& setting : environment) settings.push_back(setting.data());
  for (char** own = environ; *own != nullptr; ++own) settings.push_back(*own);
  settings.push_back(nullptr);

  int program_side = -1;
  const winsize converted = AsWinsize(size);
  EXPECT_EQ(openpty(&terminal_, &program_side, nullptr, nullptr, &converted), 0);
  before_ = LocalModes();
  pid_ = fork();
  if (pid_ == 0) {  // other threads may hold locks: system calls only until exec
    close(terminal_);
    login_tty(program_side);
    execve(arguments[0], arguments.data(), settings.data());
    _exit(127);
  }
  ended_ = base::UniqueFd(static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)));
  EXPECT_GE(ended_.get(), 0);
  // program_side stays open, so that LocalModes works after the program's end.
  program_side_ = program_side;
}

TerminalProgram::~TerminalProgram() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  close(terminal_);
  close(program_side_);
}

void TerminalProgram::Type(const std::string& keys) {
  EXPECT_EQ(write(terminal_, keys.data(), keys.size()), static_cast<ssize_t>(keys.size()));
}

void TerminalProgram::Resize(Size size) {
  screen_.SetColumns(size.columns);
  const winsize converted = AsWinsize(size);
  EXPECT_EQ(ioctl(terminal_, TIOCSWINSZ, &converted), 0);
}

std::vector<std::string> TerminalProgram::WaitForLastRows(const std::vector<std::string>& rows) {
  for (;;) {
    std::vector<std::string> shown = screen_.rows();
    if (shown.size() >= rows.size() && std::equal(rows.rbegin(), rows.rend(), shown.rbegin())) {
      return shown;
    }
    if (!Read()) {
      ADD_FAILURE() << "the screen shows\n" << ::testing::PrintToString(shown);
      return shown;
    }
  }
}

bool TerminalProgram::WaitForText(const std::string& text, size_t from) {
  while (bytes_.find(text, from) == std::string::npos) {
    if (!Read()) return false;
  }
  return true;
}

int TerminalProgram::WaitForExit() {
  while (Read()) {
  }
  int status = 0;
  if (waitpid(pid_, &status, 0) == pid_) pid_ = 0;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

tcflag_t TerminalProgram::LocalModes() const {
  termios modes{};
  EXPECT_EQ(tcgetattr(terminal_, &modes), 0);
  return modes.c_lflag;
}

bool TerminalProgram::Read() {
  pollfd sources[] = {{terminal_, POLLIN, 0}, {ended_.get(), POLLIN, 0}};
  const auto hang = std::chrono::duration_cast<std::chrono::milliseconds>(kHang);
  if (poll(sources, 2, static_cast<int>(hang.count())) <= 0) return false;
  if (sources[0].revents == 0) return false;  // the program has ended, and all its output is read
  char buffer[4096];
  const ssize_t count = read(terminal_, buffer, sizeof(buffer));
  if (count <= 0) return false;
  bytes_.append(buffer, static_cast<size_t>(count));
  screen_.Write(std::string(buffer, static_cast<size_t>(count)));
  return true;
}

}  // namespace workbook::tests
