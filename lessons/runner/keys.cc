#include "lessons/runner/keys.h"

#include <unistd.h>

namespace workbook::runner {

Keys::Keys() {
  termios modes{};
  if (tcgetattr(STDIN_FILENO, &modes) != 0) return;
  before_ = modes;
  modes.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  modes.c_cc[VMIN] = 1;
  modes.c_cc[VTIME] = 0;
  tcsetattr(STDIN_FILENO, TCSANOW, &modes);
}

Keys::~Keys() {
  if (before_) tcsetattr(STDIN_FILENO, TCSANOW, &*before_);
}

int Keys::fd() const { return before_ ? STDIN_FILENO : -1; }

std::optional<char> Keys::Read() {
  char key = 0;
  if (read(STDIN_FILENO, &key, 1) != 1) return std::nullopt;
  return key;
}

}  // namespace workbook::runner
