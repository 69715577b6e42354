#include "chat/client/input.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "absl/strings/match.h"

namespace workbook::chat::client {

std::optional<std::string> LineReader::Next() {
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

bool LineReader::ReadSome() {
  if (at_end_) return false;
  pollfd sources[] = {{fd_, POLLIN, 0}, {stop_.fd(), POLLIN, 0}};
  while (poll(sources, 2, -1) < 0) {
    if (errno != EINTR) return false;
  }
  if (sources[1].revents != 0) return false;
  char chunk[4096];
  const ssize_t count = read(fd_, chunk, sizeof chunk);
  if (count <= 0) {
    at_end_ = true;
    return false;
  }
  buffer_.append(chunk, static_cast<size_t>(count));
  return true;
}

TypedLine ParseTypedLine(const std::string& line) {
  using Kind = TypedLine::Kind;
  if (line.empty()) return {Kind::kNothing, ""};
  if (line == "q") return {Kind::kQuit, ""};
  if (!absl::StartsWith(line, "/")) return {Kind::kMessage, line};
  if (absl::StartsWith(line, "//")) return {Kind::kMessage, line.substr(1)};
  const std::string command = line.substr(0, line.find(' '));
  if (command == "/help") return {Kind::kHelp, ""};
  if (command == "/who") return {Kind::kWho, ""};
  if (command == "/quit") return {Kind::kQuit, ""};
  return {Kind::kUnknown, command};
}

}  // namespace workbook::chat::client
