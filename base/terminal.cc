#include "base/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "absl/strings/string_view.h"

namespace workbook::base {
namespace {

bool IsDumb(const char* term) {
  return term == nullptr || *term == '\0' || absl::string_view(term) == "dumb";
}

}  // namespace

bool TerminalShowsColors(const char* no_color, const char* term) {
  return (no_color == nullptr || *no_color == '\0') && !IsDumb(term);
}

bool StdoutShowsColors() {
  return isatty(STDOUT_FILENO) == 1 &&
         TerminalShowsColors(std::getenv("NO_COLOR"), std::getenv("TERM"));
}

bool ObeysEscapes(int fd) { return isatty(fd) == 1 && !IsDumb(std::getenv("TERM")); }

size_t LineColumns(int fd) {
  winsize size{};
  // A terminal on a serial line has 0 columns: it does not know.
  if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return std::clamp<size_t>(size.ws_col, 40, 120);
}

}  // namespace workbook::base
