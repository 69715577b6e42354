#include "chat/client_lines.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>

namespace workbook::chat {

InputLines::InputLines(int descriptor) : descriptor_(descriptor), stop_(eventfd(0, EFD_CLOEXEC)) {}

InputLines::~InputLines() { close(stop_); }

std::optional<std::string> InputLines::Next() {
  size_t searched = begin_;
  for (;;) {
    const size_t newline = buffer_.find('\n', searched);
    if (newline != std::string::npos) {
      std::string line = buffer_.substr(begin_, newline - begin_);
      begin_ = newline + 1;
      return line;
    }
    buffer_.erase(0, begin_);
    begin_ = 0;
    searched = buffer_.size();
    if (ReadSome()) continue;
    if (!at_end_ || buffer_.empty()) return std::nullopt;
    begin_ = buffer_.size();
    return buffer_;
  }
}

void InputLines::Stop() {
  const uint64_t one = 1;
  static_cast<void>(!write(stop_, &one, sizeof one));
}

bool InputLines::ReadSome() {
  if (at_end_) return false;
  pollfd sources[] = {{descriptor_, POLLIN, 0}, {stop_, POLLIN, 0}};
  while (poll(sources, 2, -1) < 0) {
    if (errno != EINTR) return false;
  }
  if (sources[1].revents != 0) return false;
  char chunk[4096];
  const ssize_t count = read(descriptor_, chunk, sizeof chunk);
  if (count <= 0) {
    at_end_ = true;
    return false;
  }
  buffer_.append(chunk, static_cast<size_t>(count));
  return true;
}

}  // namespace workbook::chat
