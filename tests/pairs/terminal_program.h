// A program at a terminal, as a person sees it: keys go in, a screen comes out.
#pragma once

#include <sys/types.h>
#include <termios.h>

#include <optional>
#include <string>
#include <vector>

#include "lessons/runner/descriptor.h"

namespace workbook::testing {

/// What a terminal shows of the bytes written to it: as much of an xterm as a line editor needs.
/// ASCII only; it never scrolls, but grows.
class Screen {
 public:
  explicit Screen(size_t columns) : columns_(columns) {}

  /// Lines that were broken because they were full are broken anew, as most terminals do.
  void SetColumns(size_t columns);

  void Write(const std::string& bytes);

  /// The rows up to the cursor's, or to the last that is not blank; without spaces at the end, but
  /// for the cursor's row, which goes to the cursor at least.
  std::vector<std::string> rows() const;

 private:
  void Put(char c);
  void Control(char final);
  // Makes the cursor's row one of the rows.
  void Reach();

  size_t columns_;
  std::vector<std::string> rows_ = {""};
  std::vector<bool> goes_on_ = {false};  // in the next row, because this one was full
  size_t row_ = 0;
  size_t column_ = 0;
  std::optional<std::string> sequence_;  // an escape sequence begun
};

/// A child on a pseudo-terminal of its own. Killed at the end of its life.
class TerminalProgram {
 public:
  struct Size {
    unsigned short rows = 24;
    unsigned short columns = 80;
  };

  /// `argv`, whose first part is a program of bin/ or an absolute path; `environment`, as
  /// `NAME=value`, is added to an xterm's.
  explicit TerminalProgram(std::vector<std::string> argv, Size size = {24, 80},
                           std::vector<std::string> environment = {});
  ~TerminalProgram();
  TerminalProgram(const TerminalProgram&) = delete;
  TerminalProgram& operator=(const TerminalProgram&) = delete;

  void Type(const std::string& keys);

  /// Another size from now on; the program gets SIGWINCH.
  void Resize(Size size);

  /// Takes what the program writes until the screen's last rows are these, and returns the whole
  /// screen then; or as it is when they do not come, which fails the test.
  std::vector<std::string> WaitForLastRows(const std::vector<std::string>& rows);

  /// Takes what the program writes until `text`, unbroken, is in it. False when it does not come.
  bool WaitForText(const std::string& text);

  /// The exit status, as a shell gives it: 128 + the signal's number when one ended it.
  int WaitForExit();

  pid_t pid() const { return pid_; }
  /// Every byte that it wrote so far.
  const std::string& bytes() const { return bytes_; }
  /// How the terminal is set: the local modes, of which line editing changes some.
  tcflag_t LocalModes() const;
  tcflag_t local_modes_before() const { return before_; }

 private:
  // False when the program has gone, or says nothing for too long.
  bool Read();

  pid_t pid_ = 0;
  runner::Descriptor ended_;  // a pidfd
  int terminal_ = -1;
  int program_side_ = -1;
  tcflag_t before_ = 0;
  std::string bytes_;
  Screen screen_;
};

}  // namespace workbook::testing
