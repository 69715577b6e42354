// A program at a terminal, as a user sees it: keys in, a screen out.
#pragma once

#include <sys/types.h>
#include <termios.h>

#include <optional>
#include <string>
#include <vector>

#include "base/unique_fd.h"

namespace workbook::tests {

/// A terminal emulator: turns written bytes into rows of text. As much of an xterm as a line editor
/// needs; ASCII only. It never scrolls, it grows.
class Screen {
 public:
  explicit Screen(size_t columns) : columns_(columns) {}

  /// Rewraps the lines that were wrapped because they were full, as most terminals do.
  void SetColumns(size_t columns);

  void Write(const std::string& bytes);

  /// The rows up to the cursor's or the last one that is not blank, whichever is lower. Without
  /// trailing spaces, except that the cursor's row reaches to the cursor.
  std::vector<std::string> rows() const;

 private:
  void Put(char c);
  void Control(char final);
  // Adds rows up to the cursor's.
  void GrowToCursor();

  size_t columns_;
  std::vector<std::string> rows_ = {""};
  std::vector<bool> wrapped_ = {false};  // the line continues in the next row
  size_t row_ = 0;
  size_t column_ = 0;
  std::optional<std::string> sequence_;  // an incomplete escape sequence
};

/// A child process on its own pseudo-terminal. The destructor kills it.
class TerminalProgram {
 public:
  struct Size {
    unsigned short rows = 24;
    unsigned short columns = 80;
  };

  /// Starts `argv`, which begins with a program of bin/ or an absolute path. Adds `environment`, as
  /// `NAME=value`, to an xterm's.
  explicit TerminalProgram(std::vector<std::string> argv, Size size = {24, 80},
                           std::vector<std::string> environment = {});
  ~TerminalProgram();
  TerminalProgram(const TerminalProgram&) = delete;
  TerminalProgram& operator=(const TerminalProgram&) = delete;

  void Type(const std::string& keys);

  /// Changes the terminal's size; the program gets SIGWINCH.
  void Resize(Size size);

  /// Reads the program's output until the screen's last rows are these, and returns the whole
  /// screen. Fails the test when they do not appear, and returns the screen as it is.
  std::vector<std::string> WaitForLastRows(const std::vector<std::string>& rows);

  /// Reads the program's output until it contains `text` in one piece, `from` bytes after its start
  /// or later. False when it does not.
  bool WaitForText(const std::string& text, size_t from = 0);

  /// The exit status, as a shell reports it: 128 + the signal's number when a signal ended it.
  int WaitForExit();

  pid_t pid() const { return pid_; }
  /// All bytes that the program has written so far.
  const std::string& bytes() const { return bytes_; }
  /// The terminal's local modes, some of which line editing changes.
  tcflag_t LocalModes() const;
  tcflag_t local_modes_before() const { return before_; }

 private:
  // False when the program has ended, or writes nothing for too long.
  bool Read();

  pid_t pid_ = 0;
  base::UniqueFd ended_;  // a pidfd
  int terminal_ = -1;
  int program_side_ = -1;
  tcflag_t before_ = 0;
  std::string bytes_;
  Screen screen_;
};

}  // namespace workbook::tests
