#include "pairs/terminal_program.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>

#include "pairs/programs.h"

namespace workbook::testing {

void Screen::Write(const std::string& bytes) {
  for (const char c : bytes) {
    if (!sequence_.has_value()) {
      Put(c);
      continue;
    }
    *sequence_ += c;
    // ESC, then "[", parameters, and a letter that ends it.
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
    if (column_ == kColumns) ++row_, column_ = 0;  // wraps when the next one comes, as an xterm
    if (row_ >= rows_.size()) rows_.resize(row_ + 1);
    if (rows_[row_].size() <= column_) rows_[row_].resize(column_ + 1, ' ');
    rows_[row_][column_++] = c;
  }
  if (row_ >= rows_.size()) rows_.resize(row_ + 1);
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
      column_ = std::min(column_ + count, kColumns - 1);
      break;
    case 'D':
      column_ -= std::min(count, column_);
      break;
    case 'J':  // from here on
      rows_.resize(row_ + 1);
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

TerminalProgram::TerminalProgram(std::vector<std::string> argv) {
  argv.at(0) = std::string(WORKBOOK_BIN) + "/" + argv.at(0);
  std::vector<char*> arguments;
  for (std::string& argument : argv) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  setenv("TERM", "xterm", 1);
  setenv("INPUTRC", "/dev/null", 1);  // a person's own settings would change what is seen

  int program_side = -1;
  winsize size{};
  size.ws_row = 24;
  size.ws_col = Screen::kColumns;
  EXPECT_EQ(openpty(&terminal_, &program_side, nullptr, nullptr, &size), 0);
  before_ = LocalModes();
  pid_ = fork();
  if (pid_ == 0) {  // other threads' locks may be held: nothing but system calls until exec
    close(terminal_);
    login_tty(program_side);
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  ended_ = runner::Descriptor(static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)));
  EXPECT_GE(ended_.get(), 0);
  // program_side stays open, so that the modes can be asked for after the program's end.
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

std::vector<std::string> TerminalProgram::WaitForLastRows(const std::vector<std::string>& rows) {
  for (;;) {
    std::vector<std::string> shown = screen_.rows();
    if (shown.size() >= rows.size() && std::equal(rows.rbegin(), rows.rend(), shown.rbegin())) {
      return shown;
    }
    if (!Read()) return shown;
  }
}

bool TerminalProgram::WaitForText(const std::string& text) {
  while (bytes_.find(text) == std::string::npos) {
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
  if (sources[0].revents == 0) return false;  // it has ended, and all that it wrote is read
  char buffer[4096];
  const ssize_t count = read(terminal_, buffer, sizeof(buffer));
  if (count <= 0) return false;
  bytes_.append(buffer, static_cast<size_t>(count));
  screen_.Write(std::string(buffer, static_cast<size_t>(count)));
  return true;
}

}  // namespace workbook::testing
