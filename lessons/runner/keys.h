#pragma once

#include <termios.h>

#include <optional>

namespace workbook::runner {

/// Single keys from stdin: for as long as one lives the terminal neither waits for Enter nor shows
/// what is typed. Ctrl-C stays a signal. Where stdin is no terminal no key ever comes.
class Keys {
 public:
  Keys();
  ~Keys();  ///< leaves the terminal as it was
  Keys(const Keys&) = delete;
  Keys& operator=(const Keys&) = delete;

  /// To be polled for input; -1 when no key can come.
  int fd() const;
  /// A key that was pressed; none at the end of the input.
  std::optional<char> Read();

 private:
  std::optional<termios> before_;  // none: no keys
};

}  // namespace workbook::runner
